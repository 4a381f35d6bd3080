import Foundation
import MAGNumerics
import Testing

/// A matrix of uniform numbers in [−1, 1).
func randomMatrix<E: Scalar>(
  _ rows: Int, _ columns: Int, using generator: inout SeededGenerator
) -> Matrix<E> {
  Matrix(
    rows: rows, columns: columns,
    storage: (0..<rows * columns).map { _ in E(generator.uniform(-1, 1)) })
}

/// keep · c + scale · op(a) op(b) by three loops in Double, with the sum of the terms' magnitudes.
func tripleLoop<E: Scalar>(
  _ a: Matrix<E>, _ orientationA: Orientation, _ b: Matrix<E>, _ orientationB: Orientation,
  scale: Double = 1, keep: Double = 0, onto c: Matrix<E>
) -> (values: [Double], magnitudes: [Double]) {
  var values: [Double] = []
  var magnitudes: [Double] = []
  let inner = orientationA == .asStored ? a.columns : a.rows
  for i in 0..<c.rows {
    for j in 0..<c.columns {
      var sum = keep * Double(c[i, j])
      var magnitude = abs(sum)
      for k in 0..<inner {
        let left = orientationA == .asStored ? a[i, k] : a[k, i]
        let right = orientationB == .asStored ? b[k, j] : b[j, k]
        sum += scale * Double(left) * Double(right)
        magnitude += abs(scale * Double(left) * Double(right))
      }
      values.append(sum)
      magnitudes.append(magnitude)
    }
  }
  return (values, magnitudes)
}

/// Runs a kernel on copies of arrays and returns what it left in the last one.
func run<E: Scalar>(
  _ inputs: [E]..., into output: [E],
  _ kernel: ([UnsafeMutableBufferPointer<E>], UnsafeMutableBufferPointer<E>) -> Void
) -> [E] {
  let copies = inputs.map { input in
    let copy = UnsafeMutableBufferPointer<E>.allocate(capacity: input.count)
    _ = copy.initialize(from: input)
    return copy
  }
  defer { for copy in copies { copy.deallocate() } }
  var output = output
  output.withUnsafeMutableBufferPointer { kernel(copies, $0) }
  return output
}

/// A fixture's JSON.
func fixture<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
  let folder = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
  return try JSONDecoder().decode(
    type, from: Data(contentsOf: folder.appendingPathComponent(name)))
}

/// Runs a body with a number of threads and then restores the number of cores.
///
/// Only suites marked `.serialized` inside `ThreadCountTests` call it: the setting is the process's.
func withThreads<Result>(_ count: Int, _ body: () throws -> Result) rethrows -> Result {
  Parallel.setThreadCount(count)
  defer { Parallel.setThreadCount(0) }
  return try body()
}
