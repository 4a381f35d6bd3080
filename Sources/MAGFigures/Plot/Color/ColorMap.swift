/// A continuous run of colours through control points at even distances.
///
/// Between neighbouring points colours are mixed linearly in sRGB; the points of the maps below lie
/// so close that lightness stays even.
public struct ColorMap: Sendable, Equatable {
  /// At least two, from share 0 to share 1.
  public let controlPoints: [Color]

  /// - Precondition: at least two control points.
  public init(_ controlPoints: [Color]) {
    precondition(controlPoints.count > 1, "a colour map needs two colours")
    self.controlPoints = controlPoints
  }

  /// The colour at a share of the way; shares outside 0...1 get the colour of the nearer end.
  public func color(at share: Double) -> Color {
    let last = controlPoints.count - 1
    let place = min(max(share.isNaN ? 0 : share, 0), 1) * Double(last)
    let index = min(Int(place), last - 1)
    let rest = place - Double(index)
    let (a, b) = (controlPoints[index], controlPoints[index + 1])
    func mix(_ part: KeyPath<Color, Double>) -> Double {
      a[keyPath: part] + rest * (b[keyPath: part] - a[keyPath: part])
    }
    return Color(
      red: mix(\.red), green: mix(\.green), blue: mix(\.blue), opacity: mix(\.opacity))
  }

  public var reversed: ColorMap { ColorMap(controlPoints.reversed()) }

  /// From dark violet to light yellow, for magnitudes. CIE L* rises evenly from 15 to 91, so that
  /// it reads the same in grey and with any colour blindness.
  ///
  /// - Source: viridis by van der Walt & Smith (matplotlib, CC0), ten points of it.
  public static let viridis = ColorMap(
    [
      0x440154, 0x482878, 0x3E4A89, 0x31688E, 0x26828E, 0x1F9E89, 0x35B779, 0x6DCD59, 0xB4DE2C,
      0xFDE725,
    ].map { Color(hex: $0) })

  /// From dark blue over mid grey to light yellow, for signed values: the middle is neutral, and
  /// the colour grows stronger to both sides. CIE L* rises evenly from 23 to 91, so that in grey too
  /// the sign can be read.
  ///
  /// The points have the hues 262° and 92° of OKLCh, a chroma proportional to the distance from the
  /// middle (up to 0.155, the last point less as sRGB allows) and L* = 57 + 34 s for s in −1...1.
  public static let diverging = ColorMap(
    [
      0x022F88, 0x264889, 0x465E8B, 0x67748B, 0x898989, 0xA89F84, 0xC8B57C, 0xE9CB70, 0xFFE490,
    ].map { Color(hex: $0) })
}
