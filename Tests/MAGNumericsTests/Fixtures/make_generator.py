"""Writes generator.json: xoshiro256** seeded through SplitMix64, in Python integers.

Written from the published algorithms (Blackman and Vigna 2018; Steele, Lea and Flood 2014) and the
documented way in which stream numbers enter the seed, not from the Swift source.
"""
import json
import pathlib

M = (1 << 64) - 1


def mix(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & M
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & M
    return z ^ (z >> 31)


def rotl(x, k):
    return ((x << k) | (x >> (64 - k))) & M


class Xoshiro:
    def __init__(self, seed, stream=()):
        key = seed
        for number in stream:
            key = mix(key) ^ mix((number + 0x632BE59BD9B4E019) & M)
        self.s = []
        for _ in range(4):
            key = (key + 0x9E3779B97F4A7C15) & M
            self.s.append(mix(key))

    def next(self):
        s = self.s
        result = (rotl((s[1] * 5) & M, 7) * 9) & M
        t = (s[1] << 17) & M
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotl(s[3], 45)
        return result

    def uniform(self):
        return (self.next() >> 11) * 2.0**-53

    def below(self, bound):
        while True:
            product = self.next() * bound
            if product & M >= (1 << 64) % bound:
                return product >> 64

    def permutation(self, n):
        order = list(range(n))
        for last in range(n - 1, 0, -1):
            j = self.below(last + 1)
            order[last], order[j] = order[j], order[last]
        return order


cases = []
for seed, stream in [(0, ()), (1, ()), (M, ()), (7, (0,)), (7, (1,)), (7, (1, 2))]:
    # Words are text: JSON readers may round integers beyond 2^53.
    words = [str(w) for w in (lambda g: [g.next() for _ in range(4)])(Xoshiro(seed, stream))]
    g = Xoshiro(seed, stream)
    uniforms = [g.uniform() for _ in range(3)]
    permutation = Xoshiro(seed, stream).permutation(10)
    cases.append(
        {
            "seed": str(seed),
            "stream": list(stream),
            "words": words,
            "uniforms": uniforms,
            "permutation": permutation,
        }
    )
path = pathlib.Path(__file__).with_name("generator.json")
path.write_text(json.dumps(cases, indent=1) + "\n")
