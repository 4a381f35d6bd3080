/// A small fast random generator whose whole stream is a function of a seed and a stream name.
///
/// The generator is xoshiro256** (Blackman & Vigna 2018), its state filled by SplitMix64 from the
/// seed and the stream's numbers. Two generators with different stream numbers are independent for
/// our purposes, so "the random start of image 17 at epsilon 0.1, restart 2" can be drawn without
/// drawing anybody else's: `SeededGenerator(seed: 0, stream: 17, epsilonBits, 2)`.
public struct SeededGenerator: RandomNumberGenerator, Sendable, Equatable, Codable {
  private var s0: UInt64, s1: UInt64, s2: UInt64, s3: UInt64

  public init(seed: UInt64, stream: UInt64...) {
    var key = seed
    for number in stream {
      key = SeededGenerator.mixed(key) ^ SeededGenerator.mixed(number &+ 0x632B_E59B_D9B4_E019)
    }
    s0 = SeededGenerator.splitMix(&key)
    s1 = SeededGenerator.splitMix(&key)
    s2 = SeededGenerator.splitMix(&key)
    s3 = SeededGenerator.splitMix(&key)
  }

  public mutating func next() -> UInt64 {
    func rotated(_ x: UInt64, _ k: UInt64) -> UInt64 { (x << k) | (x >> (64 - k)) }
    let result = rotated(s1 &* 5, 7) &* 9
    let t = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= t
    s3 = rotated(s3, 45)
    return result
  }

  private static func splitMix(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return mixed(state)
  }

  private static func mixed(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Draws whose use of the generator is fixed by this file, so that a seed means the same for ever.
///
/// The standard library's `random(in:)` and `shuffle` may change their draws between versions.
extension RandomNumberGenerator {
  /// A uniform number in [0, 1) from the top 53 bits of one draw.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A uniform number in [lower, upper) (upper itself can appear through rounding). One draw.
  public mutating func uniform(_ lower: Double, _ upper: Double) -> Double {
    lower + (upper - lower) * uniform()
  }

  /// A uniform integer in 0..<bound by Lemire's multiplication, rejecting the biased remainder.
  public mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0, "a bound must be positive")
    let range = UInt64(bound)
    var product = next().multipliedFullWidth(by: range)
    let threshold = (0 &- range) % range
    while product.low < threshold { product = next().multipliedFullWidth(by: range) }
    return Int(product.high)
  }

  /// A standard normal number by the polar method; an even number of draws, at least two.
  public mutating func normal() -> Double {
    while true {
      let u = uniform(-1, 1)
      let v = uniform(-1, 1)
      let s = u * u + v * v
      if s > 0 && s < 1 { return u * (-2 * MAGMath.log(s) / s).squareRoot() }
    }
  }

  /// A uniformly random order of 0..<count (Fisher-Yates from the back).
  public mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    var last = count - 1
    while last > 0 {
      order.swapAt(last, integer(below: last + 1))
      last -= 1
    }
    return order
  }
}
