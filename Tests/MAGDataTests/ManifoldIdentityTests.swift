import MAGFiles
import MAGNumerics
import Testing

@testable import MAGData

/// What a manifold promises, recomputed image by image from the data it was fitted on.
@Suite("Identities of the manifold") struct ManifoldIdentityTests {
  /// Sums over some hundred images of 20 pixels in double precision.
  private let exact = 1e-12
  private let set = syntheticImages(count: 120)

  /// The basis and the centre about which an image of a class is measured.
  private func part(
    of manifold: Manifold, label: Int
  ) -> (basis: Matrix<Double>, centre: [Double]) {
    let isOwn = manifold.reading == .ownClass
    let rows = (0..<set.count).filter { !isOwn || set.labels[$0] == label }
    let all = set.doubles(at: rows)
    let mean = (0..<all.columns).map { column in
      rows.indices.reduce(0) { $0 + all[$1, column] } / Double(rows.count)
    }
    return (
      isOwn ? manifold.classParts[label].basis : manifold.basis,
      manifold.centering == .uncentered ? mean.map { _ in 0 } : mean
    )
  }

  @Test("the kept energy is Σ‖W(x − c)‖² / Σ‖x − c‖² over the images", arguments: allManifolds)
  func keptEnergy_images_isTheirShare(
    _ reading: ManifoldReading, _ centering: Centering
  ) throws {
    let manifold = try Manifold.fit(set, reading: reading, centering: centering, components: 3)
    let parts = (0..<3).map { part(of: manifold, label: $0) }
    var (inside, all) = (0.0, 0.0)
    for index in 0..<set.count {
      let (basis, centre) = parts[set.labels[index]]
      let x = zip(set.doubles(at: [index]).storage, centre).map { $0 - $1 }
      all += x.reduce(0) { $0 + $1 * $1 }
      for row in 0..<basis.rows {
        let along = zip(basis.row(row), x).reduce(0) { $0 + $1.0 * $1.1 }
        inside += along * along
      }
    }
    #expect(abs(try #require(manifold.keptEnergy) - inside / all) < exact)
    if reading != .ownClass {
      let total = manifold.eigenvalues.reduce(0, +)
      #expect(abs(total - inside / Double(set.count)) < exact * total)
      #expect(abs(manifold.totalVariance - all / Double(set.count)) < exact * all)
    }
  }

  @Test("no other subspace of its dimension keeps more of the data")
  func global_random_keepsLess() throws {
    let manifold = try Manifold.fit(set, components: 4)
    let images = set.doubles(at: Array(0..<set.count))
    func energy(_ matrix: Matrix<Double>) -> Double {
      matrix.storage.reduce(0) { $0 + $1 * $1 }
    }
    let best = energy(try manifold.project(images))
    for seed in 0..<20 as Range<UInt64> {
      let other = try Manifold.fit(syntheticImages(count: 60, seed: 100 + seed), components: 4)
      #expect(energy(try other.project(images)) < best)
    }
  }

  @Test("more components keep more, and the first ones stay what they were")
  func components_more_extendBasis() throws {
    let manifolds = try [1, 2, 5, 9].map { try Manifold.fit(set, components: $0) }
    for (less, more) in zip(manifolds, manifolds.dropFirst()) {
      #expect(try #require(less.keptEnergy) < #require(more.keptEnergy))
      let shared = more.basis.rows(0..<less.rank)
      #expect(largestDifference(shared, less.basis) < 1e-9)
    }
  }

  @Test("the stacked basis spans every class's own components, and they span it")
  func stacked_classParts_spanTheSame() throws {
    let own = try Manifold.fit(set, reading: .ownClass, components: 3)
    let stacked = try Manifold.fit(set, reading: .perClass, components: 3)
    #expect(own.rank == 9 && stacked.rank == 9)
    #expect(own.basis == stacked.basis)
    for part in own.classParts {
      #expect(largestDifference(try own.onManifoldPart(of: part.basis), part.basis) < exact)
    }
    let images = set.doubles(at: Array(0..<30))
    let labels = Array(set.labels[0..<30])
    let projected = try own.project(images, labels: labels)
    #expect(largestDifference(try stacked.project(projected), projected) < exact)
    // The other way round an image of the stacked span loses its other classes' parts.
    let wide = try stacked.project(images)
    #expect(largestDifference(try own.project(wide, labels: labels), wide) > 0.01)
  }

  @Test("one class of its own is the global manifold in every centering", arguments: 0..<3)
  func perClass_oneClass_isGlobal(_ index: Int) throws {
    let centering = Centering.allCases[index]
    let one = ImageSet(
      bytes: set.bytes, labels: [Int](repeating: 0, count: set.count), height: 4, width: 5,
      classCount: 1)
    let images = set.doubles(at: [3, 40, 77])
    let global = try Manifold.fit(one, centering: centering, components: 4).project(images)
    for reading in [ManifoldReading.perClass, .ownClass] {
      let manifold = try Manifold.fit(one, reading: reading, centering: centering, components: 4)
      let projected = try manifold.project(images, labels: [0, 0, 0])
      #expect(largestDifference(projected, global) < exact)
    }
  }

  @Test("on-manifold parts are linear, never longer than the vector, and blind to the mean")
  func onManifoldPart_vectors_isProjection() throws {
    let manifold = try Manifold.fit(set, centering: .centered, components: 4)
    let images = set.doubles(at: [1, 2])
    let difference = Matrix(
      rows: 1, columns: 20, storage: zip(images.row(0), images.row(1)).map { $0 - $1 })
    let part = try manifold.onManifoldPart(of: difference)
    let projected = try manifold.project(images)
    let expected = zip(projected.row(0), projected.row(1)).map { $0 - $1 }
    #expect(zip(part.storage, expected).allSatisfy { abs($0 - $1) < exact })
    func square(_ values: [Double]) -> Double { values.reduce(0) { $0 + $1 * $1 } }
    #expect(square(part.storage) < square(difference.storage))
  }

  @Test("the digest of images follows pixels, labels, shape and classes")
  func digest_imageSet_followsEverything() {
    func digest(
      _ bytes: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8], _ labels: [Int] = [0, 1], height: Int = 2,
      width: Int = 2, classCount: Int = 2
    ) -> String {
      ImageSet(
        bytes: bytes, labels: labels, height: height, width: width, classCount: classCount
      ).digest()
    }
    let digests = [
      digest(), digest([1, 2, 3, 4, 5, 6, 8, 7]), digest([1, 2, 3, 4, 5, 6, 7, 8], [1, 0]),
      digest(height: 1, width: 4), digest(height: 4, width: 1), digest(classCount: 3),
    ]
    #expect(Set(digests).count == digests.count)
    #expect(digest() == digests[0])
  }

  @Test("every reading and centering has a digest of its own, and a given basis one of its numbers")
  func digest_manifolds_differ() throws {
    var digests = try allManifolds.map {
      try Manifold.fit(set, reading: $0.0, centering: $0.1, components: 3).digest
    }
    let fitted = try Manifold.fit(set, components: 3)
    let given = try Manifold(basis: fitted.basis)
    let fewer = try Manifold(basis: fitted.basis.rows(0..<2))
    let centred = try Manifold(basis: fitted.basis, mean: [Double](repeating: 0, count: 20))
    digests += [given.digest, fewer.digest, centred.digest]
    #expect(Set(digests).count == 12)
  }
}
