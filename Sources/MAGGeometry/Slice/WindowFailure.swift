import MAGFiles

/// Why a window on a plane cannot be cut in pixels.
public enum WindowFailure: Failure, Equatable {
  case resolution(Int)
  /// A window so much taller than wide that its pixels are too many.
  case tooTall(columns: Int)
  case margin(Double)
  case extent(Double)
  /// A longer side at which the window is nothing but rounding, or that no data have.
  case side(Double)
  /// No points, or a rectangle of no width or height.
  case empty
  /// Scan lines a pixel.
  case scanLines(Int)

  public var kind: FailureKind {
    switch self {
    case .empty, .side: .badData
    default: .usage
    }
  }

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
      "the extent must be a distance from 1e-6 to 1e6, found \(found)"
    case .side(let found):
      "the longer side of the window must be from 1e-6 to 1e9, found \(found); choose points that "
        + "lie further apart or nearer to each other"
    case .empty:
      "the window has no width or no height; choose points that lie apart"
    case .scanLines(let found):
      "the scan lines a pixel must be from 1 to \(ScanLattice.mostLines), found \(found)"
    }
  }
}
