"""Why each number of a network of dense layers is what it is.

Exhibits that show such a network take their explanations from here.
"""
