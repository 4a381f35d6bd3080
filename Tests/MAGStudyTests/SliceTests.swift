import Foundation
import MAGData
import MAGFiles
import MAGGeometry
import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGStudy

@Suite("Slices through images") struct SliceTests {
  private func settings(_ change: (inout SliceSettings) -> Void = { _ in }) -> SliceSettings {
    var settings = SliceSettings()
    settings.resolution = 24
    settings.scanLines = 2
    change(&settings)
    return settings
  }

  private func measured(
    _ subject: SliceSubject, _ settings: SliceSettings,
    _ network: Network<Float>? = nil, _ inputs: Inputs = .projected
  ) throws -> SliceResult {
    try Measure.slice(
      Network<Double>(network ?? Toy.network()), of: subject, on: Toy.measured(inputs),
      settings: settings)
  }

  @Test("three images lie where their distances say, on axes in the span")
  func images_three_lieOnThePlane() throws {
    let found = try measured(.images([3, 8, 1]), settings())
    let images = try Toy.measured().exact(at: [3, 8, 1])
    func distance(_ a: Int, _ b: Int) -> Double {
      zip(images.row(a), images.row(b)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        .squareRoot()
    }
    #expect(found.images.map(\.index) == [3, 8, 1] && found.images.map(\.label) == [0, 2, 1])
    let marks = found.images.map { PlanePoint($0.x, $0.y) }
    #expect(abs(marks[0].distance(to: marks[1]) - distance(0, 1)) < 1e-12)
    #expect(abs(marks[2].distance(to: marks[1]) - distance(2, 1)) < 1e-12)
    #expect(marks[1].y == 0 || abs(marks[1].y) < 1e-14)
    #expect(found.axes.map(\.meaning) == [.towardsSecond, .towardsThird])
    #expect(found.axes.allSatisfy { abs($0.onManifoldShare - 1) < 1e-12 })
    #expect(found.gradientDegrees == nil && found.method == .exact)
    #expect(found.rowCount == found.window.rows * 2 && found.columnCount == 48)
  }

  @Test("predictions at the marks are the classes of the map there, and shares sum to 1")
  func images_predictions_agreeWithMap() throws {
    let found = try measured(.images([3, 8, 1]), settings())
    #expect(found.agreement?.isComplete == true)
    for mark in found.images {
      let row = try #require(
        found.slice.rows.min { abs($0.place - mark.y) < abs($1.place - mark.y) })
      let near = try #require(mark.nearestBoundary)
      guard near.distance > found.spacing else { continue }
      #expect(
        (row.crossings.last { $0.position < mark.x }?.toClass ?? row.startClass)
          == mark.predictedClass)
      #expect(near.otherClass != mark.predictedClass)
    }
    #expect(abs(found.regions.compactMap(\.share).reduce(0, +) - 1) < 1e-10)
  }

  @Test("at one image the axes are the parts of the gradient, which lies between them")
  func gradient_raw_hasBothParts() throws {
    let found = try measured(.gradient(at: 5), settings { $0.extent = 1 }, nil, .raw)
    #expect(found.axes.map(\.meaning) == [.inManifold, .offManifold])
    #expect(abs(found.axes[0].onManifoldShare - 1) < 1e-12)
    #expect(found.axes[1].onManifoldShare < 1e-12)
    #expect(found.images.map { [$0.x, $0.y] } == [[0, 0]])
    let network = try Network<Double>(Toy.network())
    let set = try Toy.measured(.raw)
    let gradient = network.inputGradient(
      try set.exact(at: [5]), labels: [set.set.labels[5]], of: .loss)
    let coefficients = Product.of(gradient, .asStored, set.manifold.basis, .transposed)
    let cosine =
      (coefficients.storage.reduce(0) { $0 + $1 * $1 }
      / gradient.storage.reduce(0) { $0 + $1 * $1 }).squareRoot()
    #expect(abs(try #require(found.gradientDegrees) - acos(cosine) * 180 / .pi) < 1e-9)
    #expect(found.substitutions.isEmpty && found.window.width == 2)
  }

  @Test("a network without off-manifold weights gets a seeded direction, and says so")
  func gradient_projected_isSubstituted() throws {
    let network = try ProjectedControl.projectFirstLayer(
      of: Toy.network(), onto: Toy.manifold().basis)
    let found = try measured(.gradient(at: 5), settings { $0.extent = 1 }, network)
    #expect(found.axes.map(\.meaning) == [.inManifold, .randomOffManifold])
    #expect(found.axes[1].onManifoldShare < 1e-12 && found.gradientDegrees == 0)
    #expect(found.substitutions.count == 1 && found.substitutions[0].contains("off the manifold"))
    // Nothing changes along the second axis but for the rounding of the stored weights.
    for arc in found.slice.boundary?.arcs ?? [] {
      let x = arc.vertices.map(\.x)
      #expect((x.max() ?? 0) - (x.min() ?? 0) < 1e-4)
    }
  }

  @Test("other seeds give other stand-ins, the same seed the same bytes")
  func gradient_seed_isRespected() throws {
    let network = try ProjectedControl.projectFirstLayer(
      of: Toy.network(), onto: Toy.manifold().basis)
    func bytes(_ seed: UInt64) throws -> Data {
      try OrderedJSON.encode(
        try measured(.gradient(at: 2), settings { $0.seed = seed }, network))
    }
    #expect(try bytes(1) == bytes(1))
    #expect(try bytes(1) != bytes(2))
  }

  @Test("a smooth network is sampled and labelled so, or refused where exact was asked for")
  func slice_smooth_isSampled() throws {
    let smooth = try Toy.network(activation: .tanh)
    let found = try measured(.images([0, 1, 2]), settings(), smooth)
    #expect(found.method == .sampled && found.borders == nil && found.columnCount == 0)
    #expect(found.regions.allSatisfy { $0.share == nil && $0.shareOnColumns == nil })
    #expect(found.images.allSatisfy { $0.nearestBoundary == nil })
    #expect(throws: GeometryFailure.notPiecewiseLinear(stage: 1, activation: "tanh")) {
      try measured(.images([0, 1, 2]), settings { $0.method = .exact }, smooth)
    }
  }

  @Test("the JSON holds lines and vertices only where they are asked for")
  func json_lines_areOptional() throws {
    var found = try measured(.images([3, 8, 1]), settings())
    func text() throws -> String {
      String(decoding: try OrderedJSON.encode(found), as: UTF8.self).filter { !$0.isWhitespace }
    }
    let short = try text()
    #expect(!short.contains("\"rows\":[") && !short.contains("\"left_class\""))
    #expect(short.contains("\"confirmed\"") && short.contains("\"share_on_rows\""))
    found.hasLines = true
    let long = try text()
    #expect(
      long.contains("\"rows\":[") && long.contains("\"left_class\"")
        && long.contains("\"positions\""))
  }

  @Test("images that fix no plane, and numbers out of range, are refused")
  func slice_badSubjects_areRefused() throws {
    #expect(throws: SliceFailure.notThree(found: 2)) {
      try measured(.images([1, 2]), settings())
    }
    #expect(throws: SliceFailure.identicalImages(4, 4)) {
      try measured(.images([4, 1, 4]), settings())
    }
    #expect(throws: MeasureFailure.index(found: 40, count: 40)) {
      try measured(.images([1, 2, 40]), settings())
    }
    #expect(throws: MeasureFailure.index(found: -1, count: 40)) {
      try measured(.gradient(at: -1), settings())
    }
    #expect(throws: WindowFailure.resolution(0)) {
      try measured(.images([1, 2, 3]), settings { $0.resolution = 0 })
    }
    #expect(throws: WindowFailure.scanLines(65)) {
      try measured(.images([1, 2, 3]), settings { $0.scanLines = 65 })
    }
    #expect(throws: WindowFailure.margin(-1)) {
      try measured(.images([1, 2, 3]), settings { $0.margin = -1 })
    }
    #expect(throws: WindowFailure.extent(.infinity)) {
      try measured(.gradient(at: 1), settings { $0.extent = .infinity })
    }
  }

  @Test("a network of other inputs, a zero gradient and damaged weights are refused")
  func slice_badNetworks_areRefused() throws {
    let narrow = try Toy.linear([[1, 2], [2, 1], [0, 0]], bias: [0, 0, 0])
    #expect(throws: MeasureFailure.inputDimension(expected: 2, found: 16)) {
      try measured(.images([1, 2, 3]), settings(), narrow)
    }
    let flat = try Toy.linear(
      [[Float]](repeating: [Float](repeating: 0, count: 16), count: 3), bias: [0, 1, 2])
    #expect(throws: SliceFailure.noGradient(index: 1, kind: .margin)) {
      try measured(.gradient(at: 1), settings { $0.gradient = .margin }, flat)
    }
    var broken = try Toy.network()
    broken.parameters[7] = .nan
    #expect(throws: GeometryFailure.parameterNotFinite(stage: 1)) {
      try measured(.images([1, 2, 3]), settings(), broken)
    }
  }

  @Test("a manifold that is everything leaves no direction off it")
  func slice_wholeManifold_isRefused() throws {
    let all = try Manifold.fit(Toy.images(80, seed: 2), components: 16)
    let set = try MeasurementSet(Toy.images(), manifold: all, inputs: .raw)
    #expect(throws: SliceFailure.noDirection(side: "off")) {
      try Measure.slice(
        Network<Double>(Toy.network()), of: .gradient(at: 1), on: set, settings: settings())
    }
  }

  @Test("every failure is one sentence with its code")
  func failures_each_areOneSentence() {
    let failures: [(SliceFailure, Int32, String)] = [
      (.notThree(found: 2), 64, "2 were given"),
      (.identicalImages(3, 9), 65, "images 3 and 9"),
      (.collinearImages([1, 2, 3], height: 0.5, length: 7), 65, "1, 2, 3 lie on one line"),
      (.noGradient(index: 4, kind: .margin), 65, "(margin) at image 4"),
      (.noDirection(side: "off"), 65, "no direction off it"),
    ]
    for (failure, code, words) in failures {
      #expect(failure.kind.rawValue == code && failure.description.contains(words))
      #expect(failure.description.hasSuffix("."))
    }
  }
}
