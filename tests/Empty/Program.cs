// A program that does nothing: what the runtime itself costs, for the benchmark to compare with.

return 0;
