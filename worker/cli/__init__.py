"""The commands people type: parse arguments, call a room, print the answer.

    app        the tree of commands; everything heavy is imported inside a command
    invoke     one command line to one exit code: errors, Ctrl-C, closed pipes
    session    what a command works on: its settings and its store
    show       how an answer looks: tables on a terminal, whole lines in a pipe, JSON

stdout carries the answer alone; logs, hints and errors go to stderr. Exit codes: 0 ok, 1 findings,
2 usage, 69 cannot reach, 78 bad configuration, 130 stopped by Ctrl-C.
"""
