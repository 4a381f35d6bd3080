import Foundation
import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGGeometry

@Suite("The sampled method") struct SampledPathTests {
  private func walk(
    _ chain: [FullyConnectedStage<Double>], _ start: [Double], _ end: [Double], steps: Int,
    tolerance: Double = 1e-12
  ) throws -> LinePath {
    var options = SampledPath.Options()
    options.steps = steps
    options.tolerance = tolerance
    let sampled = try SampledPath(network(chain))
    return try #require(
      try sampled.paths(from: matrix([start]), to: matrix([end]), options: options).first)
  }

  /// Logits (1 − x, 3/4, x) between −1 and 2: classes 0, 1, 2 with changes at 1/4 and 3/4.
  private let three = chain([[[-1], [0], [1]]], [[1, 0.75, 0]])

  @Test("several changes between two samples are all found when the classes differ at the ends")
  func sampling_coarse_followsEveryClass() throws {
    let path = try walk(three, [0], [1], steps: 1)
    #expect(path.crossings.map(\.fromClass) == [0, 1])
    #expect(path.crossings.map(\.toClass) == [1, 2])
    for (t, expected) in zip(path.crossings.map(\.t), [0.25, 0.75]) {
      #expect(abs(t - expected) < 1e-11)
    }
  }

  @Test("what comes and goes between two samples is missed, and found with more of them")
  func sampling_dipBetweenSamples_isMissed() throws {
    // Logits (1/2, 1 − |x|): class 1 for |x| < 1/2 only.
    let tent = chain([[[1], [-1]], [[0, 0], [-1, -1]]], [[0, 0], [0.5, 1]])
    #expect(try walk(tent, [-3], [3], steps: 1).crossings.isEmpty)
    #expect(try walk(tent, [-3], [3], steps: 100).crossings.count == 2)
    let exact = try ExactPath(PiecewiseNetwork(tent))
    #expect(try exact.paths(from: matrix([[-3]]), to: matrix([[3]]))[0].crossings.count == 2)
  }

  @Test("a change is found within the tolerance asked for", arguments: [1e-3, 1e-6, 1e-12])
  func sampling_tolerance_isKept(_ tolerance: Double) throws {
    // f0 − f1 = tanh(x) − tanh(0.3), whose root is known.
    let smooth = chain([[[1]], [[1], [0]]], [[0], [0, tanh(0.3)]], .tanh)
    let path = try walk(smooth, [-1], [1], steps: 7, tolerance: tolerance)
    #expect(path.method == .sampled && path.crossings.count == 1)
    #expect(abs((path.crossings.first?.t ?? 0) - 0.65) <= tolerance)
    #expect(path.crossings.first?.angleDegrees == 90)
  }

  @Test("identical ends have no crossing and say so") func sampling_identicalEnds_haveStatus()
    throws
  {
    let path = try walk(three, [0.3], [0.3], steps: 10)
    #expect(path.status == .identicalEnds && path.crossings.isEmpty && path.length == 0)
    #expect(path.startClass == 1 && path.endClass == 1)
  }

  @Test("more samples than one evaluation holds make no seam", arguments: [255, 256, 257, 700])
  func sampling_chunks_haveNoSeam(_ steps: Int) throws {
    let path = try walk(three, [0], [1], steps: steps)
    #expect(path.crossings.map(\.toClass) == [1, 2])
  }
}
