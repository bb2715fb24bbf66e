#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>

// Counts how often each word occurs in a text, which is cut by bytes: chunk i is the bytes from
// i * chunk_bytes up to (i + 1) * chunk_bytes, or the end. A cut may fall into the middle of a
// word, and into the middle of a character, so that a chunk *has* the words whose first byte lies
// in it.
//
// A word is as many bytes as there are without a separator. Separators are the space, "\t", "\n",
// "\r", and U+3000, the wide space of Chinese, Japanese and Korean texts: the bytes E3 80 80.
//
// Requires: the text is valid UTF-8; on_chunk may be called on any thread, at the same time as
// itself, and does not throw.
// Guarantees: the counts are those of the whole text, whatever chunk_bytes and workers are.
// on_chunk is called once with each chunk's number, on the thread that counts its words, before
// it does: on_chunk may write the letters of words that the chunk has. A thread that is free takes
// a chunk that nobody has begun; as many chunks as there are workers can be counted at the same
// time, and no more are under way. No thread that was started here is still running on return. A
// text without words gives an empty map, and one without bytes has no chunks.
// Errors: std::invalid_argument if chunk_bytes or workers is 0.
// Memory ordering: everything that happened before the call is visible to on_chunk; everything that
// on_chunk did is visible to the caller on return.
// Source: 002-b: large data, cut into chunks, mapped, and combined.
//
// Example:
//   count_words("to be or not to be", 4, 2, [](std::size_t) {});  // be 2, not 1, or 1, to 2

std::map<std::string, std::size_t> count_words(
    std::string_view text, std::size_t chunk_bytes, std::size_t workers,
    const std::function<void(std::size_t chunk)>& on_chunk);
