//! The answers of the real Django REST framework (`answers.py` writes the `.jsonl` files) and what holds for every input.

mod answers;
mod bounds;
