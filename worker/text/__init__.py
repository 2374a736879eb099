"""One language-neutral view of words: what counts as a letter, a word, a language.

`fold` makes two spellings of one word equal, `tokens` finds the way back to the published text,
`language` names the language of a text, `credit` finds whom a report has its news from, `written`
reads what people write by hand.
"""
