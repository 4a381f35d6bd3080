import MAGFigures
import MAGFiles
import MAGGeometry
import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGStudy

@Suite("Measured distances to the boundary") struct MeasureTiltTests {
  /// Distances are some 10 products of magnitude 1 long.
  static let tolerance = 1e-9

  /// Pixels 0 and 1: f₀ − f₁ = 3 x₀ + 4 x₁ − 1, f₂ far below.
  private func plane() throws -> Network<Float> {
    var first = [Float](repeating: 0, count: 16)
    (first[0], first[1]) = (3, 4)
    let zero = [Float](repeating: 0, count: 16)
    return try Toy.linear([first, zero, zero], bias: [-1, 0, -100])
  }

  @Test("over a plane the distances are |f|/5 and |f| by the lengths of its parts")
  func tilt_plane_hasClosedForm() throws {
    let set = try Toy.measured(.raw)
    var settings = TiltSettings()
    settings.gradient = .margin
    let found = try Measure.tilt(plane(), on: set, settings: settings)
    let basis = set.manifold.basis
    let normal = [3, 4] + [Double](repeating: 0, count: 14)
    let inside = (0..<basis.rows).map { row in
      zip(basis.row(row), normal).reduce(0) { $0 + $1.0 * $1.1 }
    }.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let outside = (25 - inside * inside).squareRoot()
    let points = set.set.doubles(at: Array(0..<40))
    for row in 0..<40 {
      let f = abs(3 * points[row, 0] + 4 * points[row, 1] - 1)
      for (direction, length) in [
        (TiltDirection.gradient, 5), (.inManifold, inside), (.offManifold, outside),
      ] {
        let rays = found[direction]
        let distance = try #require(rays.distance.values[row])
        #expect(abs(distance - f / length) < Self.tolerance * max(1, distance))
        #expect(rays.statuses[row] == .reached)
        #expect(abs((rays.alignment.values[row] ?? 0) - inside / 5) < 1e-6)
        #expect(abs((rays.linearRatio.values[row] ?? 0) - 1) < 1e-6)
      }
      #expect(abs((found.gradient.angleDegrees.values[row] ?? 0) - 90) < 1e-5)
      #expect(abs((found.tiltRatio.values[row] ?? 0) - inside / outside) < 1e-6)
      #expect(abs((found.gradientRatio.values[row] ?? 0) - inside / 5) < 1e-6)
      let predicted = 3 * points[row, 0] + 4 * points[row, 1] >= 1 ? 0 : 1
      #expect(found.predictedClasses[row] == predicted)
      #expect(found.gradient.toClasses[row] == 1 - predicted)
    }
    #expect(found.method == .exact && found.limit == nil && found.count == 40)
    #expect(found.labels == set.set.labels && found.indices == Array(0..<40))
    let wrong = zip(found.predictedClasses, found.labels).count { $0 != $1 }
    #expect(found.wrongCount == wrong && wrong > 0)
  }

  @Test("named images have the same results in the order given, whatever the threads")
  func tilt_indices_arePart() throws {
    let set = try Toy.measured()
    let network = try Toy.network()
    let whole = try Measure.tilt(network, on: set)
    var settings = TiltSettings()
    settings.indices = [17, 3, 39]
    let part = try Measure.tilt(network, on: set, settings: settings)
    #expect(part.indices == [17, 3, 39] && part.count == 3)
    for (place, index) in [17, 3, 39].enumerated() {
      for direction in TiltDirection.allCases {
        let (a, b) = (
          part[direction].distance.values[place], whole[direction].distance.values[index]
        )
        #expect(abs((a ?? -1) - (b ?? -1)) < Self.tolerance)
        #expect(part[direction].toClasses[place] == whole[direction].toClasses[index])
      }
      #expect(part.labels[place] == whole.labels[index])
    }
    Parallel.setThreadCount(1)
    defer { Parallel.setThreadCount(0) }
    #expect(try Measure.tilt(network, on: set) == whole)
  }

  @Test("along each ray the network changes class at the distance and not before")
  func tilt_network_changesThere() throws {
    let set = try Toy.measured()
    let network = try Network<Double>(Toy.network())
    for kind in GradientKind.allCases {
      var settings = TiltSettings()
      settings.gradient = kind
      let found = try Measure.tilt(network, on: set, settings: settings)
      let points = try set.exact(at: found.indices)
      let directions = try TiltDirections(
        of: network, at: points, gradient: kind, basis: set.manifold.basis)
      var reached = 0
      for direction in TiltDirection.allCases {
        for row in found.indices {
          guard let distance = found[direction].distance.values[row] else { continue }
          reached += 1
          func predicted(_ s: Double) -> Int {
            let point = zip(points.row(row), directions[direction].row(row)).map { $0 + s * $1 }
            return network.predictions(Matrix(rows: 1, columns: 16, storage: point))[0]
          }
          #expect(predicted(distance * (1 - 1e-7)) == found.predictedClasses[row])
          #expect(predicted(distance / 3) == found.predictedClasses[row])
          #expect(predicted(distance * (1 + 1e-7)) == found[direction].toClasses[row])
        }
      }
      #expect(reached > 60)
    }
  }

  @Test("a network that sees only the manifold has no off-manifold ray and equal others")
  func tilt_projectedNetwork_hasNoOffRay() throws {
    let set = try Toy.measured()
    let network = try ProjectedControl.projectFirstLayer(
      of: Toy.network(), onto: set.manifold.basis)
    let found = try Measure.tilt(network, on: set)
    #expect(found.offManifold.distance.undefinedCount == 40)
    #expect(found.offManifold.statuses.allSatisfy { $0 == .noDirection })
    #expect(found.tiltRatio.undefinedCount == 40 && found.offManifold.segments == 0)
    let ratios = found.gradientRatio.values.compactMap { $0 }
    #expect(ratios.count > 20 && ratios.allSatisfy { abs($0 - 1) < 1e-6 })
  }

  @Test("a limit hides farther boundaries; what is beyond it has no ratio")
  func tilt_limit_hides() throws {
    let set = try Toy.measured()
    var settings = TiltSettings()
    let whole = try Measure.tilt(Toy.network(), on: set)
    let bound = try #require(whole.inManifold.distance.median)
    settings.limit = bound
    let cut = try Measure.tilt(Toy.network(), on: set, settings: settings)
    #expect(cut.limit == bound && cut.inManifold.beyondLimitCount > 10)
    #expect(cut.inManifold.unboundedCount == whole.inManifold.unboundedCount)
    #expect(
      cut.inManifold.distance.unreachedCount
        == cut.inManifold.beyondLimitCount + cut.inManifold.unboundedCount)
    for row in 0..<40 where cut.inManifold.statuses[row] == .beyondLimit {
      #expect((whole.inManifold.distance.values[row] ?? 0) > bound)
      #expect(cut.tiltRatio.values[row] == nil && !cut.tiltRatio.unreached.contains(row))
    }
  }

  @Test("a smooth network is sampled as far as the diagonal, and ties where it says")
  func tilt_smooth_isSampled() throws {
    let set = try Toy.measured()
    let network = try Toy.network(activation: .tanh)
    var settings = TiltSettings()
    (settings.samples, settings.indices) = (200, [0, 1, 2, 3, 4])
    let found = try Measure.tilt(network, on: set, settings: settings)
    #expect(found.method == .sampled && found.limit == 4)
    #expect(found.gradient.unboundedCount == 0)
    #expect(found.gradient.distance.values.contains { $0 != nil })
    settings.method = .exact
    #expect(throws: GeometryFailure.self) {
      try Measure.tilt(network, on: set, settings: settings)
    }
  }

  @Test("progress counts rays up to three an image")
  func tilt_progress_countsRays() throws {
    var seen: [MeasureProgress] = []
    _ = try Measure.tilt(Toy.network(), on: Toy.measured()) { seen.append($0) }
    #expect(seen.map(\.done) == [40, 80, 120] && seen.allSatisfy { $0.total == 120 })
  }

  @Test("settings, images and networks that mean nothing are refused")
  func tilt_badArguments_areRefused() throws {
    let set = try Toy.measured()
    for limit in [0, -2, .infinity, .nan] as [Double] {
      var settings = TiltSettings()
      settings.limit = limit
      let failure = #expect(throws: GeometryFailure.self) { try settings.validate() }
      #expect(failure?.kind == .usage)
    }
    var settings = TiltSettings()
    settings.samples = 0
    #expect(throws: GeometryFailure.tooFewSamples(0)) { try settings.validate() }
    settings = TiltSettings()
    settings.indices = [40]
    #expect(throws: MeasureFailure.index(found: 40, count: 40)) {
      try Measure.tilt(Toy.network(), on: set, settings: settings)
    }
    #expect(throws: MeasureFailure.inputDimension(expected: 2, found: 16)) {
      try Measure.tilt(Toy.linear([[1, 0], [0, 1]], bias: [0, 0]), on: set)
    }
    func damaged(_ activation: ActivationKind) throws -> Network<Float> {
      var network = try Toy.network(activation: activation)
      network.parameters[3] = .nan
      return network
    }
    #expect(throws: GeometryFailure.parameterNotFinite(stage: 1)) {
      try Measure.tilt(damaged(.relu), on: set)
    }
    settings.indices = [7]
    #expect(throws: MeasureFailure.logitsNotFinite(images: [7])) {
      try Measure.tilt(damaged(.tanh), on: set, settings: settings)
    }
  }

  @Test("the figure's numbers are the result's, the farthest named by their places")
  func figure_result_isCopied() throws {
    let found = try Measure.tilt(Toy.network(), on: Toy.measured())
    let model = TiltFigure.Model(name: "toy", found)
    #expect(model.gradient.values == found.gradient.distance.values)
    #expect(model.offManifold.unreached == found.offManifold.distance.unreached)
    #expect(model.ratio.values == found.tiltRatio.values)
    #expect(model.labels == found.labels && model.predictedClasses == found.predictedClasses)
  }
}
