import Foundation
import MAGFiles
import MAGNumerics
import Testing

@testable import MAGData

/// Every reading with every centering, in the order of Fixtures/pca.json.
let allManifolds = ManifoldReading.allCases.flatMap { reading in
  Centering.allCases.map { (reading, $0) }
}

@Suite("Fitting the manifold") struct ManifoldFitTests {
  /// Orthonormality of double-precision factorisations of some hundred rows.
  private let orthonormality = 1e-12

  @Test("two pixels by hand: moments (25, 9) about the origin along the axes")
  func fit_byHand_matches() throws {
    // Images (5, 0), (−) is impossible in bytes, so: (5, 0), (5, 0), (0, 3), (0, 3).
    let set = ImageSet(
      bytes: [5, 0, 5, 0, 0, 3, 0, 3], labels: [0, 0, 0, 0], height: 1, width: 2, classCount: 1)
    let manifold = try Manifold.fit(set, components: 2)
    let unit = 255.0 * 255
    #expect(abs(manifold.eigenvalues[0] * unit - 12.5) < 1e-12)
    #expect(abs(manifold.eigenvalues[1] * unit - 4.5) < 1e-12)
    #expect(largestDifference(manifold.basis, identity(2)) < 1e-12)
    #expect(abs((manifold.keptEnergy ?? 0) - 1) < 1e-12)
    let one = try Manifold.fit(set, components: 1)
    #expect(abs((one.keptEnergy ?? 0) - 12.5 / 17) < 1e-12)
    // About the mean (2.5, 1.5) the points lie on one line with slope −3/5.
    let centered = try Manifold.fit(set, centering: .centered, components: 1)
    #expect(abs(centered.basis[0, 0] - 5 / 34.0.squareRoot()) < 1e-12)
    #expect(abs(centered.basis[0, 1] + 3 / 34.0.squareRoot()) < 1e-12)
    #expect(abs((centered.keptEnergy ?? 0) - 1) < 1e-12)
    #expect(abs((centered.mean?[0] ?? 0) - 2.5 / 255) < 1e-15)
  }

  @Test("the second moment is exact: it equals integer arithmetic", arguments: [1, 255, 257, 700])
  func secondMoment_sums_areExact(_ count: Int) {
    let set = syntheticImages(count: count)
    let d = set.inputDimension
    let rows = (0..<count).filter { $0 % 3 != 1 }
    let moment = SecondMoment(bytes: set.bytes, columns: d, rows: rows)
    for i in 0..<d {
      #expect(Int(moment.sums[i]) == rows.reduce(0) { $0 + Int(set.bytes[$1 * d + i]) })
      for j in 0..<d {
        let sum = rows.reduce(0) { $0 + Int(set.bytes[$1 * d + i]) * Int(set.bytes[$1 * d + j]) }
        #expect(moment.products[i, j] == Double(sum))
      }
    }
  }

  @Test("bytes of 255 everywhere stay exact, the largest sums that can occur")
  func secondMoment_allWhite_isExact() {
    let moment = SecondMoment(
      bytes: [UInt8](repeating: 255, count: 1000 * 4), columns: 4, rows: Array(0..<1000))
    #expect(moment.products.storage.allSatisfy { $0 == 1000 * 65025 })
    let covariance = moment.matrix(aboutMean: true)
    #expect(covariance.storage.allSatisfy { abs($0) < 1e-12 })
  }

  @Test("sums do not depend on how rows are cut into blocks and pieces")
  func secondMoment_rowOrder_changesNoBit() {
    let set = syntheticImages(count: 3000)
    let rows = Array(0..<3000)
    let forward = SecondMoment(bytes: set.bytes, columns: 20, rows: rows)
    let backward = SecondMoment(bytes: set.bytes, columns: 20, rows: rows.reversed())
    #expect(forward.products == backward.products)
    #expect(forward.sums == backward.sums)
    let parts = [0..<100, 100..<3000].map {
      SecondMoment(bytes: set.bytes, columns: 20, rows: Array($0))
    }
    let joined = SecondMoment(joining: parts, columns: 20)
    #expect(joined.products == forward.products)
    #expect(joined.mean == forward.mean)
  }

  @Test("rows are orthonormal, in every reading and centering", arguments: allManifolds)
  func fit_basis_isOrthonormal(_ reading: ManifoldReading, _ centering: Centering) throws {
    let manifold = try Sample.manifold(reading, centering)
    let gram = Product.of(manifold.basis, .asStored, manifold.basis, .transposed)
    #expect(largestDifference(gram, identity(manifold.rank)) < orthonormality)
    #expect(manifold.inputDimension == 784)
    #expect(manifold.classParts.count == (reading == .ownClass ? 10 : 0))
    for part in manifold.classParts {
      let gram = Product.of(part.basis, .asStored, part.basis, .transposed)
      #expect(largestDifference(gram, identity(28)) < orthonormality)
    }
    for row in 0..<manifold.rank {
      let entries = manifold.basis.row(row)
      #expect((entries.max() ?? 0) >= -(entries.min() ?? 0) - 1e-12, "a sign is not fixed")
    }
  }

  private struct Reference: Decodable {
    var reading: ManifoldReading
    var centering: Centering
    var eigenvalues: [Double]
    var kept: Double
    var rank: Int
  }

  /// Eigenvalues agree to rounding of sums over 10 000 images; the projections were rounded to
  /// Float (6e-8 relative, values up to 1.6).
  @Test("eigenvalues, ranks, kept energy and projections agree with scikit-learn and numpy")
  func fit_sample_matchesScikitLearn() throws {
    let references = try OrderedJSON.decode([Reference].self, from: fixture("pca.json"))
    let raw = try fixture("pca-projected.f32")
    let projections = raw.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
    #expect(references.map(\.reading) == allManifolds.map(\.0))
    let data = try Sample.load()
    for (index, reference) in references.enumerated() {
      let manifold = try Sample.manifold(reference.reading, reference.centering)
      #expect(manifold.rank == reference.rank)
      #expect(abs((manifold.keptEnergy ?? 0) - reference.kept) < 1e-10)
      for (found, expected) in zip(manifold.eigenvalues, reference.eigenvalues) {
        #expect(abs(found - expected) < 1e-10 * expected)
      }
      let projected = try manifold.projectExactly(data.test, at: [0, 1])
      for (position, value) in projected.storage.enumerated() {
        #expect(abs(value - Double(projections[index * 2 * 784 + position])) < 2e-7)
      }
    }
  }

  @Test("the digest follows data, reading, centering and k, and nothing else")
  func digest_settings_identify() throws {
    let (a, b) = (syntheticImages(count: 30), syntheticImages(count: 30, seed: 2))
    let digests = [
      try Manifold.fit(a, components: 3).digest,
      try Manifold.fit(a, components: 4).digest,
      try Manifold.fit(a, centering: .centered, components: 3).digest,
      try Manifold.fit(a, reading: .perClass, components: 3).digest,
      try Manifold.fit(b, components: 3).digest,
    ]
    #expect(Set(digests).count == digests.count)
    #expect(try Manifold.fit(a, components: 3).digest == digests[0])
    #expect(digests[0].count == 64)
  }

  @Test("k below 1 or above d is refused", arguments: [-1, 0, 21])
  func fit_badComponents_throws(_ k: Int) {
    #expect(throws: ManifoldFailure.componentsOutOfRange(asked: k, inputDimension: 20)) {
      try Manifold.fit(syntheticImages(count: 50), components: k)
    }
  }

  @Test("too few images, in all or in a class, are refused; one more about a mean is needed")
  func fit_tooFewImages_throws() throws {
    let set = syntheticImages(count: 5)
    #expect(throws: ManifoldFailure.tooFewImages(label: nil, needed: 6, found: 5)) {
      try Manifold.fit(set, components: 6)
    }
    #expect(throws: ManifoldFailure.tooFewImages(label: nil, needed: 6, found: 5)) {
      try Manifold.fit(set, centering: .centered, components: 5)
    }
    #expect(throws: ManifoldFailure.tooFewImages(label: 2, needed: 2, found: 1)) {
      try Manifold.fit(set, reading: .ownClass, components: 2)
    }
    #expect(try Manifold.fit(set, components: 5).rank == 5)
  }

  @Test("images that are all black, or all equal about their mean, are refused")
  func fit_noVariation_throws() {
    let black = ImageSet(
      bytes: [UInt8](repeating: 0, count: 24), labels: [0, 1, 0, 1, 0, 1], height: 2, width: 2,
      classCount: 2)
    #expect(throws: ManifoldFailure.noVariation(label: nil)) {
      try Manifold.fit(black, components: 1)
    }
    let equal = ImageSet(
      bytes: [UInt8](repeating: 9, count: 24), labels: [0, 1, 0, 1, 0, 1], height: 2, width: 2,
      classCount: 2)
    #expect(throws: ManifoldFailure.noVariation(label: 0)) {
      try Manifold.fit(equal, reading: .perClass, centering: .centered, components: 1)
    }
  }

  @Test("all pixels as components give the identity, pixels that never vary included")
  func fit_fullRank_isIdentity() throws {
    let set = syntheticImages(count: 40)
    let manifold = try Manifold.fit(set, components: 20)
    let projector = Product.of(manifold.basis, .transposed, manifold.basis, .asStored)
    #expect(largestDifference(projector, identity(20)) < orthonormality)
    #expect(manifold.eigenvalues.suffix(2) == [0, 0])
  }

  /// Reference values of an independent float64 run over the 60 000 training images, to the digits
  /// in which they are known.
  @Test("full MNIST has its reference variances", .enabled(if: MNIST.isCached()))
  func fit_fullMNIST_matchesReference() throws {
    let train = try MNIST.load(.full).train
    let pixels = train.bytes.reduce(into: (sum: 0, square: 0)) {
      $0.sum += Int($1)
      $0.square += Int($1) * Int($1)
    }
    let mean = Double(pixels.sum) / Double(train.bytes.count) / 255
    let square = Double(pixels.square) / Double(train.bytes.count) / 65025
    #expect(abs(mean - 0.130660) < 1e-6)
    #expect(abs((square - mean * mean).squareRoot() - 0.308108) < 1e-6)
    let centered = try Manifold.fit(train, centering: .centered)
    #expect(abs(centered.totalVariance - 52.725035) < 1e-6)
    for (found, expected) in zip(centered.eigenvalues, [5.116788, 3.741328, 3.252654]) {
      #expect(abs(found - expected) < 1e-6)
    }
    #expect(abs((centered.keptEnergy ?? 0) - 0.71619) < 1e-5)
    let uncentered = try Manifold.fit(train)
    #expect(abs(uncentered.eigenvalues[0] - 38.0911) < 1e-4)
    #expect(abs((uncentered.keptEnergy ?? 0) - 0.82942) < 1e-5)
  }
}
