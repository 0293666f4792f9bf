"""How what ships with the program was learned: treebanks and labels in, tables and weights out."""
