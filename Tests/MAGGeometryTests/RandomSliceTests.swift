import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGGeometry

@Suite("Plane slices of random networks") struct RandomSliceTests {
  @Test(
    "every vertex and every middle between two is a tie of the arc's classes, ahead of all others",
    arguments: [[2, 9, 3], [2, 12, 10, 4], [2, 8, 9, 7, 4], [2, 5]],
    [ActivationKind.relu, .leakyReLU(slope: 0.2), .hardTanh])
  func arcs_randomNetwork_areTies(_ sizes: [Int], _ kind: ActivationKind) throws {
    var generator = SeededGenerator(seed: UInt64(sizes.count * 10 + sizes[1]))
    for _ in 0..<8 {
      let network = try PiecewiseNetwork(perceptron(sizes, &generator, kind))
      let slice = try PlaneSlice(
        exact: network, on: flatPlane(), PlaneWindow(extent: 3, columns: 30), linesPerPixel: 2)
      let boundary = try #require(slice.boundary)
      #expect(boundary.agreement.isComplete)
      #expect(boundary.agreement.largestDistance < 1e-9)
      for arc in boundary.arcs {
        var points = arc.vertices
        points += zip(arc.vertices, arc.vertices.dropFirst()).map {
          PlanePoint(($0.x + $1.x) / 2, ($0.y + $1.y) / 2)
        }
        let logits = network.logits(
          Matrix(rows: points.count, columns: 2, storage: points.flatMap { [$0.x, $0.y] }))
        for row in points.indices {
          let values = Array(logits.row(row))
          let largest = try #require(values.max())
          #expect(abs(values[arc.leftClass] - largest) < 1e-9)
          #expect(abs(values[arc.rightClass] - largest) < 1e-9)
        }
      }
      try expectShares(slice)
    }
  }

  /// Exact areas sum to 1, and agree with the scan lines to what lies between those.
  private func expectShares(_ slice: PlaneSlice) throws {
    let shares = try #require(slice.exactShares)
    #expect(abs(shares.reduce(0, +) - 1) < 1e-10)
    for (exact, rough) in zip(shares, slice.sharesOnLines.rows) {
      #expect(exact > -1e-10 && abs(exact - rough) < 0.01)
    }
  }

  @Test("the classes along the lines are those of a fine grid")
  func lines_randomNetwork_agreeWithGrid() throws {
    var generator = SeededGenerator(seed: 31)
    let stages = perceptron([2, 14, 11, 5], &generator)
    let window = try PlaneWindow(extent: 2, columns: 40)
    let exact = try PlaneSlice(
      exact: PiecewiseNetwork(stages), on: flatPlane(), window, linesPerPixel: 2)
    let sampled = try PlaneSlice(
      sampling: network(stages), on: flatPlane(), window, samplesPerPixel: 2)
    #expect(sampled.method == .sampled && exact.method == .exact)
    #expect(sampled.boundary == nil && sampled.columns.isEmpty)
    #expect(exact.spacing == sampled.spacing && exact.rows.count == 80)
    for (row, rough) in zip(exact.rows, sampled.rows) {
      #expect(row.place == rough.place)
      // Between two samples of different classes there is a change, and the other way round, but
      // for what comes and goes between two samples.
      for index in 0..<80 {
        let x = window.minX + (Double(index) + 0.5) * sampled.spacing
        #expect(row.classAt(x) == rough.classAt(x))
      }
    }
    for (column, index) in zip(exact.columns, 0...) {
      let x = window.minX + (Double(index) + 0.5) * exact.spacing
      for row in exact.rows { #expect(row.classAt(x) == column.classAt(row.place)) }
    }
  }

  @Test("degenerate networks neither crash nor claim more than they found", arguments: 0..<4)
  func slices_degenerateDraws_hold(_ seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed, stream: 7)
    for draw in 0..<60 {
      let stages = randomChain(&generator, inputs: 2, coarse: draw % 2 == 0)
      let network = try PiecewiseNetwork(stages)
      // An odd extent keeps the lines off the lattice of integer weights only at times.
      let slice = try PlaneSlice(
        exact: network, on: flatPlane(), PlaneWindow(extent: draw % 3 == 0 ? 2 : 1.7, columns: 10),
        linesPerPixel: 8)
      #expect((slice.boundary == nil) == !network.hasLinearOutput)
      guard let boundary = slice.boundary else { continue }
      for arc in boundary.arcs {
        #expect(arc.vertices.count > 1)
        #expect(arc.vertices.allSatisfy { $0.x.isFinite && $0.y.isFinite })
      }
      if boundary.agreement.isComplete {
        let shares = try #require(slice.exactShares)
        #expect(abs(shares.reduce(0, +) - 1) < 1e-9)
        // A boundary along the rows lies up to half a row, 1/160 of the window, off the lines.
        for (exact, rough) in zip(shares, slice.sharesOnLines.rows) {
          #expect(abs(exact - rough) < 0.02)
        }
      } else {
        #expect(slice.exactShares == nil)
      }
    }
  }

  @Test("the same slice has the same numbers on one thread and on two")
  func slice_threads_changeNothing() throws {
    var generator = SeededGenerator(seed: 8)
    let network = try PiecewiseNetwork(perceptron([2, 30, 20, 3], &generator))
    func made() throws -> PlaneSlice {
      try PlaneSlice(
        exact: network, on: flatPlane(), PlaneWindow(extent: 2, columns: 20), linesPerPixel: 2)
    }
    Parallel.setThreadCount(1)
    let one = try made()
    Parallel.setThreadCount(0)
    let all = try made()
    #expect(one.rows == all.rows && one.boundary == all.boundary)
  }

  @Test("the progress counts up to all lines")
  func slice_progress_reachesTheEnd() throws {
    var seen: [Int] = []
    _ = try PlaneSlice(
      exact: PiecewiseNetwork(chain([[[1, 0], [0, 1]]])), on: flatPlane(),
      PlaneWindow(extent: 1, columns: 200), linesPerPixel: 1
    ) { done, total in
      seen.append(done)
      #expect(total == 402)
    }
    #expect(seen == [256, 402])
  }
}

extension ScanLine {
  /// The class at a position; at a change itself the one before it.
  func classAt(_ position: Double) -> Int {
    crossings.last { $0.position < position }?.toClass ?? startClass
  }
}
