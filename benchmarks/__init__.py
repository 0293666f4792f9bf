"""Measurements against real data, which lies outside the project: `python -m benchmarks NAME --data DIR`.

A benchmark is a module of this package with two functions: `add_arguments(parser)` for what it needs beside
`--data`, and `main(args) -> int`, which prints its figures and returns an exit status.
"""
