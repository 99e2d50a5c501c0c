
str s = word(l, "a.c");
str t = word_args(a, l, "a.d", v, 1);
int u = word_n(a, l, "a.b", 2);
key = KEY("a.e");
