// The counter-based generator Philox4x32-10: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3",
// SC 2011, section 3. Its twin on the host is graft.random.Philox: key = seed, counter = (index, sequence), low words first.
#pragma once

namespace graft {

struct PhiloxBlock {
  unsigned int word[4];
};

// A round multiplies two of the counter's words, and crosses the halves of the products with the other two and the key.
__device__ inline PhiloxBlock philox_block(unsigned long long seed, unsigned long long sequence, unsigned long long index) {
  constexpr unsigned long long kMultiplier0 = 0xD2511F53u, kMultiplier1 = 0xCD9E8D57u;
  // The key of each round: the golden ratio and sqrt(3) - 1, as 32-bit fractions, added to the one before.
  constexpr unsigned int kWeyl0 = 0x9E3779B9u, kWeyl1 = 0xBB67AE85u;
  unsigned int key0 = static_cast<unsigned int>(seed), key1 = static_cast<unsigned int>(seed >> 32);
  unsigned int c0 = static_cast<unsigned int>(index), c1 = static_cast<unsigned int>(index >> 32);
  unsigned int c2 = static_cast<unsigned int>(sequence), c3 = static_cast<unsigned int>(sequence >> 32);
  for (int round = 0; round < 10; round++) {
    const unsigned long long product0 = kMultiplier0 * c0, product1 = kMultiplier1 * c2;
    c0 = static_cast<unsigned int>(product1 >> 32) ^ c1 ^ key0;
    c1 = static_cast<unsigned int>(product1);
    c2 = static_cast<unsigned int>(product0 >> 32) ^ c3 ^ key1;
    c3 = static_cast<unsigned int>(product0);
    key0 += kWeyl0;
    key1 += kWeyl1;
  }
  return {{c0, c1, c2, c3}};
}

}  // namespace graft
