"""Builds everything from the settings, ticks the pipeline, and stops cleanly.

`assembly` is the composition root, `life` what happens from the banner to the last commit,
`rounds` the ticking, `ruling` compiles and proves the rules, `reload` swaps a changed
configuration, `window` opens the HTTP window, `archive` and `standing` are what it shows,
`journal` is what is logged, `systemd` what the service manager hears; `attention`, `living` and
`wording` say for pages and commands what a person should look at. Nothing is imported here:
`ruling` must be cheap for `wirebell check`.
"""
