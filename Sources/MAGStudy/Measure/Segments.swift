import MAGData
import MAGNumerics

/// Segments between images, with the points in double precision as the network sees them.
public struct Segments: Sendable {
  public var ends: [(from: PairResult.EndPoint, to: PairResult.EndPoint)]
  /// [n, d] each, a segment a row.
  public var starts: Matrix<Double>
  public var targets: Matrix<Double>

  /// The segments between images of a set.
  ///
  /// - Throws: `MeasureFailure.noPairs`, `.index`; what projecting throws.
  public init(_ pairs: [Pair], of images: MeasurementSet) throws {
    guard !pairs.isEmpty else { throw MeasureFailure.noPairs }
    starts = try images.exact(at: pairs.map(\.from))
    targets = try images.exact(at: pairs.map(\.to))
    let labels = images.set.labels
    ends = pairs.map { pair in
      (
        PairResult.EndPoint(index: pair.from, label: labels[pair.from]),
        PairResult.EndPoint(index: pair.to, label: labels[pair.to])
      )
    }
  }

  /// The segment between two pictures of bytes, prepared like the images of a set.
  ///
  /// - Throws: `MeasureFailure.pictureSize`; `.labelNeeded` for projection by own class.
  public init(
    from: (path: String, bytes: [UInt8]), to: (path: String, bytes: [UInt8]),
    like images: MeasurementSet
  ) throws {
    if images.inputs == .projected, images.manifold.reading.leaksLabel {
      throw MeasureFailure.labelNeeded(path: from.path)
    }
    let size = images.set.inputDimension
    var points: [Matrix<Double>] = []
    for picture in [from, to] {
      guard picture.bytes.count == size else {
        throw MeasureFailure.pictureSize(
          path: picture.path, expected: "\(size)", found: "\(picture.bytes.count)")
      }
      let raw = Matrix(rows: 1, columns: size, storage: picture.bytes.map { Double($0) / 255 })
      points.append(images.inputs == .raw ? raw : try images.manifold.project(raw))
    }
    (starts, targets) = (points[0], points[1])
    ends = [(PairResult.EndPoint(path: from.path), PairResult.EndPoint(path: to.path))]
  }

  public var count: Int { ends.count }
}
