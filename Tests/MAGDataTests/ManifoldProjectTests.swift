import Foundation
import MAGFiles
import MAGNumerics
import Testing

@testable import MAGData

@Suite("Projecting on the manifold") struct ManifoldProjectTests {
  /// Products of 784 terms of magnitude 1 in double precision.
  private let exact = 1e-12
  /// The same in float32, values up to 1.6.
  private let single: Float = 5e-6

  private func fitted(
    _ reading: ManifoldReading, _ centering: Centering
  ) throws -> (manifold: Manifold, images: Matrix<Double>, labels: [Int]) {
    let data = try Sample.load()
    let indices = Array(0..<60)
    return (
      try Sample.manifold(reading, centering),
      data.test.doubles(at: indices), indices.map { data.test.labels[$0] }
    )
  }

  @Test("projecting twice equals projecting once", arguments: allManifolds)
  func project_twice_isIdempotent(_ reading: ManifoldReading, _ centering: Centering) throws {
    let (manifold, images, labels) = try fitted(reading, centering)
    let once = try manifold.project(images, labels: labels)
    let twice = try manifold.project(once, labels: labels)
    #expect(largestDifference(once, twice) < exact)
    #expect(largestDifference(once, images) > 0.1)
  }

  @Test(
    "projected images are their coordinates times the basis, plus the offset",
    arguments: allManifolds)
  func coordinates_timesBasis_giveProjection(
    _ reading: ManifoldReading, _ centering: Centering
  ) throws {
    let (manifold, images, labels) = try fitted(reading, centering)
    #expect(manifold.liesInSpan == (centering != .centered))
    let projected = try manifold.project(images, labels: labels)
    let coordinates = try manifold.coordinates(of: images, labels: labels)
    #expect(coordinates.columns == manifold.rank)
    var rebuilt = Product.of(coordinates, .asStored, manifold.basis, .asStored)
    if let offset = manifold.offset {
      for row in 0..<rebuilt.rows {
        for column in offset.indices { rebuilt[row, column] += offset[column] }
      }
    }
    let difference = largestDifference(rebuilt, projected)
    if manifold.liesInSpan || reading != .ownClass {
      #expect(difference < exact)
    } else {
      // Means differ by class, so no single offset exists.
      #expect(manifold.offset == nil)
      #expect(difference > exact)
    }
  }

  @Test("what the projection removes is orthogonal to the basis")
  func project_residual_isOrthogonal() throws {
    let (manifold, images, _) = try fitted(.global, .uncentered)
    let projected = try manifold.project(images)
    let residual = Matrix(
      rows: images.rows, columns: 784,
      storage: zip(images.storage, projected.storage).map { $0 - $1 })
    let inside = Product.of(residual, .asStored, manifold.basis, .transposed)
    #expect(inside.storage.allSatisfy { abs($0) < exact })
  }

  @Test("centering projects about the mean: the mean itself does not move")
  func project_mean_isFixed() throws {
    let (manifold, _, _) = try fitted(.global, .centered)
    let mean = try #require(manifold.mean)
    let row = Matrix(rows: 1, columns: 784, storage: mean)
    #expect(largestDifference(try manifold.project(row), row) < exact)
    // As a difference of images it is a vector like any other, and loses its off-manifold part.
    #expect(largestDifference(try manifold.onManifoldPart(of: row), row) > 0.01)
  }

  @Test("own-class images use the basis of their label, in whatever order they come")
  func project_ownClass_usesLabel() throws {
    let (manifold, images, labels) = try fitted(.ownClass, .centered)
    let projected = try manifold.project(images, labels: labels)
    for row in [0, 17, 59] {
      let part = manifold.classParts[labels[row]]
      let alone = Manifold.projectionByHand(
        Array(images.row(row)), basis: part.basis, mean: part.mean ?? [])
      for column in 0..<784 { #expect(abs(projected[row, column] - alone[column]) < exact) }
    }
    let reversed = try manifold.project(
      images.rows(at: Array((0..<60).reversed())), labels: labels.reversed())
    #expect(largestDifference(reversed.rows(at: Array((0..<60).reversed())), projected) < exact)
    #expect(ManifoldReading.ownClass.leaksLabel)
    #expect(!ManifoldReading.perClass.leaksLabel)
  }

  @Test("float32 images project to the double-precision result within its rounding")
  func project_float_agreesWithDouble() throws {
    let data = try Sample.load()
    let manifold = try Sample.manifold()
    let exactly = try manifold.projectExactly(data.test, at: Array(0..<200))
    let floats = try manifold.project(data.test.images.rows(0..<200))
    #expect(largestDifference(floats, Matrix<Float>(exactly)) < single)
  }

  @Test("PMNIST of the sample leaves [0, 1] as full PMNIST does")
  func project_sample_leavesUnitRange() throws {
    let data = try Sample.load()
    let projected = try Sample.manifold().project(data.train.images).storage
    let outside = projected.count { $0 < 0 || $0 > 1 }
    // About 34 % on the full set, its range about [−0.75, 1.61]. In the sample more pixels never
    // vary: their projection is exactly 0.
    let share = Double(outside) / Double(projected.count)
    #expect(share > 0.28 && share < 0.36)
    #expect(abs((projected.min() ?? 0) + 0.75) < 0.15)
    #expect(abs((projected.max() ?? 0) - 1.61) < 0.15)
  }

  @Test("no images project to no images")
  func project_noImages_isEmpty() throws {
    let (manifold, _, _) = try fitted(.ownClass, .uncentered)
    #expect(try manifold.project(Matrix<Float>(rows: 0, columns: 784)).rows == 0)
  }

  @Test("images of another size, and labels that lack or are unknown, are refused")
  func project_badInput_throws() throws {
    let (manifold, images, labels) = try fitted(.ownClass, .uncentered)
    #expect(throws: ManifoldFailure.wrongInputDimension(expected: 784, found: 3)) {
      try manifold.project(Matrix<Double>(rows: 1, columns: 3))
    }
    #expect(throws: ManifoldFailure.wrongInputDimension(expected: 784, found: 3)) {
      try manifold.onManifoldPart(of: Matrix<Double>(rows: 1, columns: 3))
    }
    #expect(throws: ManifoldFailure.labelsNeeded(expected: 60, found: 0)) {
      try manifold.project(images)
    }
    #expect(throws: ManifoldFailure.unknownLabel(label: 10, classCount: 10)) {
      try manifold.coordinates(of: images, labels: labels.dropLast() + [10])
    }
  }

  @Test("a basis that is given, rounded to Float, becomes exactly orthonormal and spans the same")
  func givenBasis_rounded_isPolished() throws {
    let (fit, images, _) = try fitted(.global, .centered)
    let rounded = Matrix<Double>(Matrix<Float>(fit.basis))
    let manifold = try Manifold(basis: rounded, mean: fit.mean)
    let gram = Product.of(manifold.basis, .asStored, manifold.basis, .transposed)
    #expect(largestDifference(gram, identity(28)) < exact)
    #expect(largestDifference(manifold.basis, rounded) < 1e-7)
    #expect(
      largestDifference(try manifold.project(images), try fit.project(images)) < 1e-5)
    #expect(manifold.origin == .given)
    #expect(manifold.keptEnergy == nil)
    #expect(manifold.centering == .centered)
    #expect(try Manifold(basis: rounded).centering == .uncentered)
    #expect(manifold.digest != (try Manifold(basis: rounded).digest))
    #expect(manifold.digest == (try Manifold(basis: rounded, mean: fit.mean).digest))
  }

  @Test("a basis that is empty, not finite, not orthonormal or of another size is refused")
  func givenBasis_bad_throws() {
    #expect(throws: ManifoldFailure.emptyBasis(rows: 0, columns: 4)) {
      try Manifold(basis: Matrix(rows: 0, columns: 4))
    }
    #expect(throws: ManifoldFailure.emptyBasis(rows: 3, columns: 2)) {
      try Manifold(basis: Matrix(rows: 3, columns: 2))
    }
    #expect(throws: ManifoldFailure.notFinite) {
      try Manifold(basis: Matrix(rows: 1, columns: 2, storage: [1, .nan]))
    }
    #expect(throws: ManifoldFailure.notOrthonormal(deviation: 3, tolerance: 1e-4)) {
      try Manifold(basis: Matrix(rows: 1, columns: 2, storage: [0, 2]))
    }
    #expect(throws: ManifoldFailure.notOrthonormal(deviation: 1, tolerance: 1e-4)) {
      try Manifold(basis: Matrix(rows: 2, columns: 2, storage: [0, 1, 0, 1]))
    }
    #expect(throws: ManifoldFailure.wrongInputDimension(expected: 2, found: 1)) {
      try Manifold(basis: Matrix(rows: 1, columns: 2, storage: [0, 1]), mean: [0])
    }
  }
}

extension Manifold {
  /// μ + Σ (w · (x − μ)) w, one term at a time.
  fileprivate static func projectionByHand(
    _ x: [Double], basis: Matrix<Double>, mean: [Double]
  ) -> [Double] {
    var result = mean
    for row in 0..<basis.rows {
      let w = Array(basis.row(row))
      let along = x.indices.reduce(0) { $0 + w[$1] * (x[$1] - mean[$1]) }
      for column in x.indices { result[column] += along * w[column] }
    }
    return result
  }
}
