"""Files that people open and save: links, projects, exports.

What is read from outside is checked before it is used: sizes first, then form,
then values. A file that is refused gets one sentence which names it, the place
and what is allowed, and changes nothing.
"""
