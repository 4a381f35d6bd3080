import MAGGeometry
import MAGNetwork
import MAGNumerics

extension Measure {
  /// The decision regions of a network on a plane through images.
  ///
  /// The network's parameters are taken as stored and everything is computed in Double.
  /// - Parameters:
  ///   - network: whose regions are drawn.
  ///   - subject: what spans the plane.
  ///   - images: those that the subject numbers.
  ///   - settings: window and resolution.
  ///   - progress: counts scan lines, or rows of samples.
  /// - Throws: `MeasureFailure`, `SliceFailure`, `WindowFailure` and `GeometryFailure`; what does not
  ///   fit is refused before any work.
  /// - Cost: as `PlaneSlice`.
  public static func slice(
    _ network: Network<Double>, of subject: SliceSubject, on images: MeasurementSet,
    settings: SliceSettings = SliceSettings(), progress: MeasureObserver? = nil
  ) throws -> SliceResult {
    try settings.validate()
    try images.check(network)
    let walk = try settings.method.walk(of: network)
    let frame = try SlicePlane(subject, of: images, network: network, settings: settings)
    let window =
      frame.indices.count == 1
      ? try PlaneWindow(extent: settings.extent, columns: settings.resolution)
      : try PlaneWindow(
        around: frame.places, margin: settings.margin, columns: settings.resolution)
    let slice = try MeasureFailure.naming(frame.indices) {
      func walked(_ done: Int, _ total: Int) {
        progress?(MeasureProgress(task: "slice", done: done, total: total, unit: "lines"))
      }
      if let chain = walk as? ExactPath {
        return try PlaneSlice(
          exact: chain.network, on: frame.plane, window,
          linesPerPixel: settings.linesPerPixel(.exact), progress: walked)
      }
      if let graph = walk as? GraphPath {
        return try PlaneSlice(
          exact: graph, on: frame.plane, window, linesPerPixel: settings.scanLines ?? 1,
          progress: walked)
      }
      return try PlaneSlice(
        sampling: network, on: frame.plane, window,
        samplesPerPixel: settings.linesPerPixel(.sampled)
      ) { done, total in
        progress?(MeasureProgress(task: "slice", done: done, total: total, unit: "rows"))
      }
    }
    return SliceResult(
      slice, frame, labels: frame.indices.map { images.set.labels[$0] },
      predictions: network.predictions(frame.images), basis: images.manifold.basis)
  }
}

extension SliceResult {
  init(
    _ slice: PlaneSlice, _ frame: SlicePlane, labels: [Int], predictions: [Int],
    basis: Matrix<Double>
  ) {
    images = frame.indices.indices.map { place in
      let point = frame.places[place]
      return Mark(
        index: frame.indices[place], label: labels[place], predictedClass: predictions[place],
        x: point.x, y: point.y,
        nearestBoundary: slice.boundary.flatMap { Nearest(to: point, predictions[place], $0) })
    }
    axes = zip(frame.meanings, frame.plane.shares(in: basis)).map {
      Axis(meaning: $0, onManifoldShare: $1)
    }
    gradientDegrees = frame.gradientDegrees
    window = slice.window
    method = slice.method
    spacing = slice.spacing
    rowCount = slice.rows.count
    columnCount = slice.columns.count
    let onLines = slice.sharesOnLines
    regions = (0..<slice.classCount).compactMap { label in
      let exact = slice.exactShares?[label]
      let isSeen =
        onLines.rows[label] > 0 || (onLines.columns?[label] ?? 0) > 0 || (exact ?? 0) > 1e-12
      return isSeen
        ? Region(
          label: label, share: exact, shareOnRows: onLines.rows[label],
          shareOnColumns: onLines.columns?[label]) : nil
    }
    borders = slice.boundary.map { Border.all($0.arcs) }
    junctions = slice.boundary?.junctions
    agreement = slice.boundary?.agreement
    self.slice = slice
  }
}

extension SliceResult.Nearest {
  /// The class beyond is that of the arc's two which the point itself does not have.
  fileprivate init?(to point: PlanePoint, _ label: Int, _ boundary: PlaneBoundary) {
    guard let found = boundary.nearest(to: point) else { return nil }
    self.init(
      distance: found.distance, x: found.at.x, y: found.at.y,
      otherClass: found.arc.leftClass == label ? found.arc.rightClass : found.arc.leftClass)
  }
}

extension SliceResult.Border {
  /// Arcs gathered by their two classes, in ascending order.
  fileprivate static func all(_ arcs: [BoundaryArc]) -> [SliceResult.Border] {
    var found: [[Int]: SliceResult.Border] = [:]
    for arc in arcs {
      let classes = [arc.leftClass, arc.rightClass].sorted()
      var border =
        found[classes] ?? SliceResult.Border(classes: classes, length: 0, arcs: 0, pieces: 0)
      border.length += arc.length
      border.arcs += 1
      border.pieces += arc.vertices.count - 1
      found[classes] = border
    }
    return found.values.sorted { $0.classes.lexicographicallyPrecedes($1.classes) }
  }
}
