//! The central endpoint: a safe for commits and photographs
