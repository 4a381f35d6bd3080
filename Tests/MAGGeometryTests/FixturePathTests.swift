import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGGeometry

/// Against solutions made with PyTorch, SciPy and NumPy (Fixtures/make_paths.py).
@Suite("Paths against independent solutions") struct FixturePathTests {
  /// Both sides solve in Double; t is read off straight lines of logits of size about 10.
  static let timeTolerance = 1e-11
  /// In degrees; the fixture takes arcsin, which keeps 1.5e-8 radians near 90°.
  static let angleTolerance = 1e-6

  @Test("the exact path finds every kink and crossing with its angle and alignment")
  func exactPath_fixture_agrees() throws {
    for fixture in try PathFixture.load().cases where fixture.isPiecewiseLinear {
      let exact = try ExactPath(
        PiecewiseNetwork(fixture.chain), basis: matrix(fixture.basis))
      var options = ExactPath.Options()
      options.recordsKinks = true
      let paths = try exact.paths(
        from: matrix(fixture.starts), to: matrix(fixture.ends), options: options)
      for (path, expected) in zip(paths, fixture.paths) {
        let kinks = try #require(expected.kinks)
        #expect(path.method == .exact)
        #expect(path.pieces == kinks.count + 1, "\(fixture.name)")
        for (a, b) in zip(try #require(path.kinkPositions), kinks) {
          #expect(abs(a - b) < Self.timeTolerance, "\(fixture.name)")
        }
        compare(path.crossings, expected.crossings, fixture.name)
      }
    }
  }

  @Test("frequent fresh starts change nothing") func exactPath_refreshEveryKink_agrees() throws {
    for fixture in try PathFixture.load().cases where fixture.isPiecewiseLinear {
      let exact = try ExactPath(
        PiecewiseNetwork(fixture.chain), basis: matrix(fixture.basis))
      var options = ExactPath.Options()
      options.refreshInterval = 1
      let paths = try exact.paths(
        from: matrix(fixture.starts), to: matrix(fixture.ends), options: options)
      for (path, expected) in zip(paths, fixture.paths) {
        #expect(path.pieces == (expected.kinks?.count ?? 0) + 1)
        #expect(try #require(path.seamDrift) < 1e-10)
        compare(path.crossings, expected.crossings, fixture.name)
      }
    }
  }

  @Test("the sampled method finds the crossings of smooth and of straight networks")
  func sampledPath_fixture_agrees() throws {
    for fixture in try PathFixture.load().cases {
      let sampled = try SampledPath(network(fixture.chain), basis: matrix(fixture.basis))
      var options = SampledPath.Options()
      options.steps = 2000
      let paths = try sampled.paths(
        from: matrix(fixture.starts), to: matrix(fixture.ends), options: options)
      for (path, expected) in zip(paths, fixture.paths) {
        #expect(path.method == .sampled && path.pieces == nil)
        #expect(path.crossings.allSatisfy { $0.kinkGap == nil })
        compare(path.crossings, expected.crossings, fixture.name)
      }
    }
  }

  @Test("smooth activations are refused by the exact method, with the layer's number")
  func exactPath_smoothActivation_isRefused() throws {
    for fixture in try PathFixture.load().cases where !fixture.isPiecewiseLinear {
      #expect(throws: GeometryFailure.self) { try PiecewiseNetwork(fixture.chain) }
    }
  }

  private func compare(
    _ found: [Crossing], _ expected: [PathFixture.Crossing], _ name: String
  ) {
    #expect(found.count == expected.count, "\(name)")
    for (a, b) in zip(found, expected) {
      #expect(abs(a.t - b.t) < Self.timeTolerance, "\(name)")
      #expect(a.fromClass == b.from && a.toClass == b.to, "\(name)")
      #expect(abs((a.angleDegrees ?? .nan) - b.angle) < Self.angleTolerance, "\(name)")
      #expect(abs((a.alignment ?? .nan) - b.alignment) < 1e-9, "\(name)")
    }
  }
}
