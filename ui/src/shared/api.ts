// One place to import the commands' types from; they are generated from the Rust ones.
export type * from './generated'
