import Foundation
import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGGeometry

@Suite("Tilt directions") struct TiltDirectionTests {
  /// Unit vectors and orthogonality to rounding of a few dozen terms.
  static let tolerance = 1e-13

  private func length(_ row: ArraySlice<Double>) -> Double { BoundaryFrame.length(row) }

  @Test("f = (3 x₁ + 4 x₂ + 1, 0) over a first axis is split into (−3, 0), (0, −4), 3/5 and 1/5")
  func directions_plane_areByHand() throws {
    let net = try network(chain([[[3, 4], [0, 0]]], [[1, 0]]))
    for kind in GradientKind.allCases {
      let found = try TiltDirections(
        of: net, at: matrix([[0, 0]]), gradient: kind, basis: matrix([[1, 0]]))
      #expect(found.classes == [0] && found.margins == [1])
      let expected: [(TiltDirection, [Double], Double)] = [
        (.gradient, [-0.6, -0.8], 1.0 / 5), (.inManifold, [-1, 0], 1.0 / 3),
        (.offManifold, [0, -1], 1.0 / 4),
      ]
      for (direction, unit, distance) in expected {
        let row = found[direction].row(0)
        for (a, b) in zip(row, unit) { #expect(abs(a - b) < Self.tolerance, "\(kind)") }
        let linear = try #require(found.linearDistances(direction)[0])
        #expect(abs(linear - distance) < Self.tolerance)
      }
      #expect(try #require(found.cosines[0]) == 0.6)
    }
  }

  @Test("directions are unit vectors in, orthogonal to and across the span", arguments: 0..<5)
  func directions_randomNetworks_areOrthonormal(_ seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed, stream: 3)
    let kind = GradientKind.allCases[Int(seed) % GradientKind.allCases.count]
    for _ in 0..<60 {
      let net = try network(randomChain(&generator, inputs: 8, coarse: false))
      let basis = orthonormal(3, 8, &generator)
      let points = normal(6, 8, &generator)
      let found = try TiltDirections(of: net, at: points, gradient: kind, basis: basis)
      #expect(found.classes == net.predictions(points))
      for row in 0..<6 {
        guard let cosine = found.cosines[row] else {
          for direction in TiltDirection.allCases {
            #expect(found[direction].row(row).allSatisfy { $0 == 0 })
            #expect(found.linearDistances(direction)[row] == nil)
          }
          continue
        }
        let (g, on, off) = (
          found[.gradient].row(row), found[.inManifold].row(row), found[.offManifold].row(row)
        )
        for unit in [g, on, off] { #expect(abs(length(unit) - 1) < Self.tolerance) }
        #expect(abs(BoundaryFrame.dot(on, off)) < Self.tolerance)
        #expect(abs(BoundaryFrame.dot(g, on) - cosine) < Self.tolerance)
        let rest = (1 - cosine * cosine).squareRoot()
        #expect(abs(BoundaryFrame.dot(g, off) - rest) < 1e-9)
        let outside = Product.of(
          basis, .asStored, matrix([Array(off)]), .transposed
        ).storage
        #expect(outside.allSatisfy { abs($0) < Self.tolerance })
      }
    }
  }

  @Test("a small step along the gradient direction raises the loss and lowers logit and margin")
  func directions_signs_loseTheClass() throws {
    var generator = SeededGenerator(seed: 21)
    var seen = 0
    for number in 0..<80 {
      let kind = GradientKind.allCases[number % GradientKind.allCases.count]
      let net = try network(randomChain(&generator, inputs: 5, coarse: false))
      let point = normal(1, 5, &generator)
      let found = try TiltDirections(
        of: net, at: point, gradient: kind, basis: orthonormal(2, 5, &generator))
      guard found.cosines[0] != nil else { continue }
      let step = matrix([zip(point.row(0), found[.gradient].row(0)).map { $0 + 1e-7 * $1 }])
      func value(_ at: Matrix<Double>) -> Double {
        let logits = net.logits(at).storage
        let c = found.classes[0]
        let others = logits.indices.filter { $0 != c }.map { logits[$0] }
        switch kind {
        case .loss: return logits[c] - log(others.reduce(0) { $0 + exp($1) })
        case .margin: return logits[c] - (others.max() ?? 0)
        case .trueLogit, .predictedLogit: return logits[c]
        }
      }
      #expect(value(step) < value(point), "\(kind)")
      seen += 1
    }
    #expect(seen > 40)
  }

  @Test("a network that sees only the span has no off-manifold direction, whatever its precision")
  func directions_projectedNetwork_haveNoOffPart() throws {
    var generator = SeededGenerator(seed: 22)
    let basis = orthonormal(3, 8, &generator)
    let weight = Product.of(normal(4, 3, &generator), .asStored, basis, .asStored)
    for rounded in [false, true] {
      let stored = weight.storage.map { rounded ? Double(Float($0)) : $0 }
      let net = try network([
        FullyConnectedStage(
          weight: Matrix(rows: 4, columns: 8, storage: stored), bias: [0, 0, 0, 0],
          activation: .identity)
      ])
      let found = try TiltDirections(
        of: net, at: normal(5, 8, &generator), gradient: .margin, basis: basis)
      #expect(found[.offManifold].storage.allSatisfy { $0 == 0 })
      #expect(found.linearDistances(.offManifold).allSatisfy { $0 == nil })
      #expect(!found[.inManifold].storage.contains { $0.isNaN })
      #expect(
        zip(found[.inManifold].storage, found[.gradient].storage).allSatisfy {
          abs($0 - $1) < 1e-6
        })
    }
  }

  @Test("gradients too large or too small to be squared keep their direction; zero has none")
  func directions_extremeScales_areUnits() throws {
    for scale in [1e-200, 1e200] {
      let net = try network(chain([[[3 * scale, 4 * scale], [0, 0]]], [[1, 0]]))
      let found = try TiltDirections(
        of: net, at: matrix([[0, 0]]), gradient: .trueLogit, basis: matrix([[1, 0]]))
      for (a, b) in zip(found[.gradient].row(0), [-0.6, -0.8]) {
        #expect(abs(a - b) < Self.tolerance)
      }
      #expect(try #require(found.linearDistances(.gradient)[0]).isFinite)
    }
    let flat = try network(chain([[[0, 0], [0, 0]]], [[1, 0]]))
    let none = try TiltDirections(
      of: flat, at: matrix([[0, 0]]), gradient: .loss, basis: matrix([[1, 0]]))
    #expect(none.cosines == [nil])
    #expect(TiltDirection.allCases.allSatisfy { none[$0].storage == [0, 0] })
  }

  @Test("images and bases of another size and logits that overflow are refused")
  func directions_badArguments_areRefused() throws {
    let net = try network(chain([[[3, 4], [0, 0]]], [[1, 0]]))
    #expect(
      throws: GeometryFailure.dimensionMismatch(what: "an image", expected: 2, found: 3)
    ) {
      try TiltDirections(
        of: net, at: matrix([[0, 0, 0]]), gradient: .loss, basis: matrix([[1, 0]]))
    }
    #expect(
      throws: GeometryFailure.dimensionMismatch(
        what: "the manifold's basis", expected: 2, found: 1)
    ) {
      try TiltDirections(of: net, at: matrix([[0, 0]]), gradient: .loss, basis: matrix([[1]]))
    }
    let damaged = try network(chain([[[.nan, 4], [0, 0]]]))
    #expect(throws: GeometryFailure.logitsNotFinite(line: 0)) {
      try TiltDirections(
        of: damaged, at: matrix([[0, 0]]), gradient: .loss, basis: matrix([[1, 0]]))
    }
  }
}
