import MAGFiles

/// Why a window on a plane cannot be cut in pixels.
public enum WindowFailure: Failure, Equatable {
  case resolution(Int)
  /// A window so much taller than wide that its pixels are too many.
  case tooTall(columns: Int)
  case margin(Double)
  case extent(Double)
  /// No points, or a rectangle of no width or height.
  case empty
  /// Scan lines a pixel.
  case scanLines(Int)

  public var kind: FailureKind { self == .empty ? .badData : .usage }

  public var description: String {
    switch self {
    case .resolution(let found):
      "the resolution must be from 1 to \(PlaneWindow.mostColumns) pixels across, found \(found)"
    case .tooTall(let columns):
      "at \(columns) pixels across the window takes more than \(PlaneWindow.mostPixels) pixels; "
        + "choose a lower resolution"
    case .margin(let found):
      "the margin must be from 0 to 100 times the points' extent, found \(found)"
    case .extent(let found):
      "the extent must be a positive distance, found \(found)"
    case .empty:
      "the window has no width or no height; choose points that lie apart"
    case .scanLines(let found):
      "the scan lines a pixel must be from 1 to \(ScanLattice.mostLines), found \(found)"
    }
  }
}
