//! In the place that the modules have in the program: the folder `analysis` is a link to the program's.

#[allow(dead_code, reason = "the rest of the analysis uses it")]
mod kernel;
#[allow(dead_code, reason = "the rest of the analysis uses it")]
mod model_file;
