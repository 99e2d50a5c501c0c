CREATE TABLE b (x TEXT); -- "?"
