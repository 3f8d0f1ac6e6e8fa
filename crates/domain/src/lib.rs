//! The rules of the inspection, without I/O
