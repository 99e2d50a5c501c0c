/* word(l, "not.seen") */
str s = word(f(1, "x"), b ? "a.b" : KEY("a.b"));
str t = word_n(a, l,
    "a.n", 3);
