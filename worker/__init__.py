"""Wirebell reads the world's news feeds and rings once per story when a watch rule hears it.

The rooms, in the order a story passes through them:

    errors    what can go wrong, arranged by what to do next
    model     the nouns that travel between rooms
    ports     what the pipeline asks of the outside world
    text      one language-neutral view of words
    parse     bytes to articles
    match     what the analyst wrote, found in what was published
    group     many outlets, one story
    alert     whether to speak, and what to say
    net       the one way out to the network
    poll      asks publishers for news, politely
    store     remembers, on SQLite or PostgreSQL
    lexicon   the words of a language, kept small on disk
    deliver   carries alerts out, at least once
    serve     the window people look in through
    settings  files and environment to frozen settings
    pipeline  the journey on one page
    daemon    builds everything, ticks the pipeline, stops cleanly
    cli       the commands: parse arguments, call a room, print
"""
