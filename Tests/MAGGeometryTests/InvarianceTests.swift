import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGGeometry

/// Changes of a network and its line that must not change what is found.
@Suite("Invariances of paths") struct InvarianceTests {
  /// Different products of the same numbers: values below 1e3, times of crossings below 1.
  private let tolerance = 1e-8

  /// A network of three stages with a basis and four lines in its span.
  private struct Scene {
    var stages: [FullyConnectedStage<Double>]
    var basis: Matrix<Double>
    var starts: Matrix<Double>
    var ends: Matrix<Double>

    init(_ generator: inout SeededGenerator) {
      let sizes = [6, 9, 7, 4]
      stages = (0..<3).map { index in
        FullyConnectedStage(
          weight: normal(sizes[index + 1], sizes[index], &generator),
          bias: (0..<sizes[index + 1]).map { _ in generator.normal() },
          activation: index < 2 ? .relu : .identity)
      }
      basis = orthonormal(3, 6, &generator)
      starts = Product.of(normal(4, 3, &generator), .asStored, basis, .asStored)
      ends = Product.of(normal(4, 3, &generator), .asStored, basis, .asStored)
    }

    func paths() throws -> [LinePath] {
      var options = ExactPath.Options()
      options.recordsKinks = true
      return try ExactPath(PiecewiseNetwork(stages), basis: basis)
        .paths(from: starts, to: ends, options: options)
    }
  }

  /// Walks random scenes before and after a change; lengths grow by `stretch`.
  private func expectUnchanged(
    seed: UInt64, stretch: Double = 1, classes: [Int] = [0, 1, 2, 3],
    _ change: (inout Scene, inout SeededGenerator) -> Void
  ) throws {
    var generator = SeededGenerator(seed: seed)
    var crossings = 0
    for _ in 0..<30 {
      var scene = Scene(&generator)
      let before = try scene.paths()
      change(&scene, &generator)
      for (a, b) in zip(before, try scene.paths()) {
        #expect(a.pieces == b.pieces && classes[a.startClass] == b.startClass)
        #expect(abs(a.length * stretch - b.length) < tolerance * b.length)
        #expect(a.crossings.count == b.crossings.count)
        for (x, y) in zip(a.kinkPositions ?? [], b.kinkPositions ?? []) {
          #expect(abs(x - y) < tolerance)
        }
        for (x, y) in zip(a.crossings, b.crossings) {
          #expect(abs(x.t - y.t) < tolerance)
          #expect(classes[x.fromClass] == y.fromClass && classes[x.toClass] == y.toClass)
          #expect(abs((x.angleDegrees ?? -1) - (y.angleDegrees ?? -2)) < 1e-5)
          #expect(abs((x.alignment ?? -1) - (y.alignment ?? -2)) < tolerance)
          #expect(abs((x.inManifoldCosine ?? -1) - (y.inManifoldCosine ?? -2)) < tolerance)
          crossings += 1
        }
      }
    }
    #expect(crossings > 30)
  }

  private func scaled(_ matrix: Matrix<Double>, _ factor: Double) -> Matrix<Double> {
    Matrix(rows: matrix.rows, columns: matrix.columns, storage: matrix.storage.map { $0 * factor })
  }

  @Test("logits in another unit, or all shifted by the same") func logits_scaled_changeNothing()
    throws
  {
    try expectUnchanged(seed: 1) { scene, _ in
      scene.stages[2].weight = scaled(scene.stages[2].weight, 40)
      scene.stages[2].bias = scene.stages[2].bias.map { 40 * $0 + 17 }
    }
  }

  @Test(
    "the last layer times a power of two changes no bit of any crossing",
    arguments: [-950, -600, -500, -1, 1, 500, 600, 950])
  func lastLayer_timesPowerOfTwo_changesNoBit(_ exponent: Int) throws {
    var generator = SeededGenerator(seed: 8)
    let factor = Double(sign: .plus, exponent: exponent, significand: 1)
    var found = 0
    for draw in 0..<10 {
      var scene = Scene(&generator)
      // Lines off the span, too, which carry the two signed terms.
      if draw % 2 == 1 { scene.ends = normal(4, 6, &generator) }
      let before = try scene.paths()
      scene.stages[2].weight = scaled(scene.stages[2].weight, factor)
      scene.stages[2].bias = scene.stages[2].bias.map { factor * $0 }
      let after = try scene.paths()
      found += before.reduce(0) { $0 + $1.crossings.count }
      #expect(after.map(\.crossings) == before.map(\.crossings))
    }
    #expect(found > 10)
  }

  @Test("pixels in another unit change lengths alone") func pixels_scaled_changeLengthsAlone()
    throws
  {
    try expectUnchanged(seed: 2, stretch: 255) { scene, _ in
      scene.stages[0].weight = scaled(scene.stages[0].weight, 1 / 255.0)
      scene.starts = scaled(scene.starts, 255)
      scene.ends = scaled(scene.ends, 255)
    }
  }

  @Test("a rotation of image space, with the manifold in it") func space_rotated_changesNothing()
    throws
  {
    try expectUnchanged(seed: 3) { scene, generator in
      let rotation = orthonormal(6, 6, &generator)
      func rotated(_ rows: Matrix<Double>) -> Matrix<Double> {
        Product.of(rows, .asStored, rotation, .transposed)
      }
      scene.stages[0].weight = rotated(scene.stages[0].weight)
      (scene.basis, scene.starts) = (rotated(scene.basis), rotated(scene.starts))
      scene.ends = rotated(scene.ends)
    }
  }

  @Test("another orthonormal basis of the same span") func basis_mixed_changesNothing() throws {
    try expectUnchanged(seed: 4) { scene, generator in
      scene.basis = Product.of(
        orthonormal(3, 3, &generator), .asStored, scene.basis, .asStored)
    }
  }

  @Test("hidden units in another order, and scaled against the next layer's weights")
  func units_permutedAndScaled_changeNothing() throws {
    try expectUnchanged(seed: 5) { scene, generator in
      let order = generator.permutation(9)
      let factors = (0..<9).map { _ in generator.uniform(0.5, 2) }
      let (first, second) = (scene.stages[0], scene.stages[1])
      for (place, unit) in order.enumerated() {
        for column in 0..<6 {
          scene.stages[0].weight[place, column] = factors[place] * first.weight[unit, column]
        }
        scene.stages[0].bias[place] = factors[place] * first.bias[unit]
        for row in 0..<7 {
          scene.stages[1].weight[row, place] = second.weight[row, unit] / factors[place]
        }
      }
    }
  }

  @Test("classes under other numbers") func classes_renumbered_areRenumbered() throws {
    // Class c becomes classes[c].
    let classes = [2, 0, 3, 1]
    try expectUnchanged(seed: 6, classes: classes) { scene, _ in
      let last = scene.stages[2]
      for (old, new) in classes.enumerated() {
        for column in 0..<7 { scene.stages[2].weight[new, column] = last.weight[old, column] }
        scene.stages[2].bias[new] = last.bias[old]
      }
    }
  }

  @Test("asking for a certificate or for kinks changes nothing else")
  func options_records_changeNothing() throws {
    var generator = SeededGenerator(seed: 7)
    let scene = Scene(&generator)
    let exact = try ExactPath(PiecewiseNetwork(scene.stages), basis: scene.basis)
    var options = ExactPath.Options()
    (options.recordsKinks, options.certificateStride) = (true, 3)
    var full = try exact.paths(from: scene.starts, to: scene.ends, options: options)
    let plain = try exact.paths(from: scene.starts, to: scene.ends)
    for line in full.indices {
      #expect(full[line].kinkPositions?.isEmpty == false && full[line].certificate != nil)
      (full[line].kinkPositions, full[line].certificate) = (nil, nil)
    }
    #expect(full == plain)
  }
}

@Suite("Identities of alignment") struct AlignmentIdentityTests {
  @Test("c² + rejection² = 1 and r = 1/c, whatever the gradients' sizes", arguments: [1, 4, 11])
  func metrics_random_fitTogether(_ rank: Int) throws {
    var generator = SeededGenerator(seed: UInt64(rank))
    let basis = orthonormal(rank, 12, &generator)
    let gradients = normal(700, 12, &generator)
    var resized = gradients
    for row in 0..<700 {
      let factor = Double(sign: .plus, exponent: row - 350, significand: -1.5)
      for column in 0..<12 { resized[row, column] *= factor }
    }
    let alignment = try Alignment(of: gradients, basis: basis)
    let other = try Alignment(of: resized, basis: basis)
    for row in 0..<700 {
      let c = try #require(alignment.cosine.values[row])
      let rejection = try #require(alignment.rejection.values[row])
      let ratio = try #require(alignment.ratio.values[row])
      #expect(abs(c * c + rejection * rejection - 1) < 1e-13)
      #expect(abs(ratio * c - 1) < 1e-13)
      #expect(abs(c - (try #require(other.cosine.values[row]))) < 1e-13)
    }
  }

  @Test("the complement of the manifold exchanges cosine and rejection")
  func complement_random_exchangesMetrics() throws {
    var generator = SeededGenerator(seed: 9)
    let whole = orthonormal(10, 10, &generator)
    let gradients = normal(50, 10, &generator)
    let part = try Alignment(of: gradients, basis: whole.rows(0..<3))
    let rest = try Alignment(of: gradients, basis: whole.rows(3..<10))
    for (a, b) in zip(part.cosine.values, rest.rejection.values) {
      #expect(abs(try #require(a) - (try #require(b))) < 1e-13)
    }
    let all = try Alignment(of: gradients, basis: whole)
    #expect(all.cosine.values.allSatisfy { $0.map { $0 <= 1 && $0 > 1 - 1e-14 } == true })
    #expect(all.rejection.values.allSatisfy { $0.map { $0 < 1e-14 } == true })
  }
}
