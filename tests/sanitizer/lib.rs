//! The modules of the program that hold `unsafe` code, with what they need, and their tests.

mod analysis;
