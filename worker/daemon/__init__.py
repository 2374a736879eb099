"""Builds everything from the settings, ticks the pipeline, and stops cleanly.

`outside` is the machine's clock and the way out, `assembly` the composition root, `life` what
happens from the banner to the last commit, `rounds` the ticking, `ruling` compiles and proves the
rules, `reload` swaps a changed configuration, `window` opens the HTTP window, `archive` and
`standing` are what it shows, `journal` is what is logged, `systemd` what the service manager hears;
`attention`, `living` and `wording` say for pages and commands how it goes. Nothing is imported
here: `ruling` must be cheap for `wirebell check`.
"""
