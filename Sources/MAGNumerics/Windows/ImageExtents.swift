/// The extents of an image of several channels, its elements in the order [channels, height, width].
public struct ImageExtents: Sendable, Hashable, Codable {
  public let channels: Int
  public let height: Int
  public let width: Int

  public init(channels: Int, height: Int, width: Int) {
    self.channels = channels
    self.height = height
    self.width = width
  }

  /// channels · height · width; the extents must be such that this is a number.
  public var count: Int { channels * height * width }
  /// height · width, the elements of one channel.
  public var planeCount: Int { height * width }

  /// Whether all extents are positive and the count is at most 2³¹ − 1, which BLAS can address.
  public var isUsable: Bool {
    guard channels > 0, height > 0, width > 0 else { return false }
    let (plane, planeOverflows) = height.multipliedReportingOverflow(by: width)
    let (count, overflows) = plane.multipliedReportingOverflow(by: channels)
    return !planeOverflows && !overflows && count <= Int(Int32.max)
  }
}
