//! Clock, commits, chains, receipts and the merge, without I/O
