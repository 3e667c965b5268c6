"""Files to hand on: what leaves the ward. Law of this room: personal data never leaves by default."""
