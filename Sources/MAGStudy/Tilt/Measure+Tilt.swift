import MAGGeometry
import MAGNetwork
import MAGNumerics

extension Measure {
  /// The distances from images to the decision boundary along the input gradient, its part in the
  /// manifold's span and the rest; see `TiltDirections` and `RayWalker`.
  ///
  /// The network's parameters are taken as stored and everything is computed in Double, from the
  /// images' bytes.
  /// - Parameters:
  ///   - network: whose boundary is looked for.
  ///   - images: where the rays begin, with the manifold.
  ///   - settings: the gradient and how far to look.
  ///   - progress: counts rays.
  /// - Throws: `GeometryFailure`, `MeasureFailure`; unfit settings, networks and images before any
  ///   work.
  /// - Cost: three ray walks an image, each about one or two of `ExactPath`, and two gradients.
  ///   Memory: about 25 d numbers for each of `imagesAtOnce` images.
  public static func tilt<Element: Scalar>(
    _ network: Network<Element>, on images: MeasurementSet,
    settings: TiltSettings = TiltSettings(), progress: MeasureObserver? = nil
  ) throws -> TiltResult {
    try settings.validate()
    try images.check(network)
    let indices = settings.indices ?? Array(0..<images.count)
    try images.check(indices)
    let basis = images.manifold.basis
    let walker = RayWalker(
      try PathFinder(network, basis: basis, settings: settings.crossings))
    let network = Network<Double>(network)
    let limit = settings.limit(walker.pathMethod, dimension: network.inputDimension)
    var found = TiltRays()
    let total = 3 * indices.count
    for first in stride(from: 0, to: indices.count, by: imagesAtOnce) {
      let range = first..<min(first + imagesAtOnce, indices.count)
      let points = try images.exact(at: Array(indices[range]))
      func image(ofLine line: Int) -> [Int] { [indices[first + line]] }
      try MeasureFailure.naming(image(ofLine:)) {
        let directions = try TiltDirections(
          of: network, at: points, gradient: settings.gradient, basis: basis)
        found.append(directions)
        for (number, direction) in TiltDirection.allCases.enumerated() {
          let linear = directions.linearDistances(direction)
          let rays = try walker.rays(
            from: points, along: directions[direction], classes: directions.classes,
            expected: linear, limit: limit ?? RayWalker.farthest)
          found.append(rays, linear: linear, direction)
          let done = 3 * range.lowerBound + (number + 1) * range.count
          progress?(MeasureProgress(task: "rays", done: done, total: total, unit: "rays"))
        }
      }
    }
    return found.result(
      method: walker.pathMethod, limit: limit, indices: indices,
      labels: indices.map { images.set.labels[$0] })
  }

  /// Images measured together, so that those whose rays go on still fill the walk's blocks.
  static let imagesAtOnce = 1024
}

extension RayWalker {
  init(_ finder: PathFinder) {
    switch finder {
    case .exact(let path, _): self.init(path)
    case .sampled(let path, let steps):
      var options = SampledPath.Options()
      options.steps = steps
      self.init(path, options: options)
    }
  }
}

/// What has been measured so far.
private struct TiltRays {
  private var classes: [Int] = []
  private var cosines: [Double?] = []
  private var rays: [TiltDirection: [BoundaryRay]] = [:]
  private var linear: [TiltDirection: [Double?]] = [:]

  mutating func append(_ directions: TiltDirections) {
    classes += directions.classes
    cosines += directions.cosines
  }

  mutating func append(
    _ found: [BoundaryRay], linear distances: [Double?], _ direction: TiltDirection
  ) {
    rays[direction, default: []] += found
    linear[direction, default: []] += distances
  }

  func result(
    method: PathMethod, limit: Double?, indices: [Int], labels: [Int]
  ) -> TiltResult {
    func proven(_ direction: TiltDirection) -> [Double?] {
      rays[direction, default: []].map(\.provenDistance)
    }
    func summary(_ direction: TiltDirection) -> RaySummary {
      RaySummary(rays[direction, default: []], linear: linear[direction, default: []])
    }
    return TiltResult(
      method: method, limit: limit, count: indices.count,
      wrongCount: zip(classes, labels).count { $0 != $1 }, indices: indices, labels: labels,
      predictedClasses: classes, gradientCosine: AlignmentSummary(cosines),
      gradient: summary(.gradient), inManifold: summary(.inManifold),
      offManifold: summary(.offManifold),
      tiltRatio: .ratio(proven(.offManifold), proven(.inManifold)),
      gradientRatio: .ratio(proven(.gradient), proven(.inManifold)))
  }
}
