import MAG

/// The sizes of the work and its inputs; the same as in `peers/common.py`, drawn otherwise.
enum Workload {
  static let batch = 128
  static let sizes = [784, 1568, 1568, 10]
  static let components = 28
  static let attackSteps = 10
  static let attackImages = 1_000
  static let measuredImages = 10_000
  static let lines = 1_000
  static let principalImages = 60_000
  static let epsilon = 0.1

  /// W [28, 784] with orthonormal rows: a random subspace in the place of MNIST's.
  static func basis() -> Matrix<Double> {
    let random = normals(rows: sizes[0], columns: components, stream: 1)
    return orthonormalRows(spanning: random.transposed())
  }

  /// Images [count, 784] in the span of the basis, with their coordinates and labels: the classes
  /// of a fixed random linear map.
  static func images(_ count: Int, stream: UInt64) -> Images {
    var coordinates = normals(rows: count, columns: components, stream: stream)
    coordinates.withView { view in
      for index in view.elements.indices { view.elements[index] *= 1.6 }
    }
    let teacher = normals(rows: components, columns: sizes[3], stream: 2)
    let scores = Product.of(coordinates, .asStored, teacher, .asStored)
    let labels = (0..<count).map { index in
      let row = Array(scores.row(index))
      return row.indices.max { row[$0] < row[$1] } ?? 0
    }
    let basis = basis()
    return Images(
      exact: Product.of(coordinates, .asStored, basis, .asStored), coordinates: coordinates,
      basis: basis, labels: labels)
  }

  /// 784-pixel images as bytes whose spectrum falls off as that of images does.
  static func imageBytes(_ count: Int) -> [UInt8] {
    let d = sizes[0]
    let scales = (0..<d).map { 60 / Float(1 + $0).squareRoot() }
    var mixing = Matrix<Float>(normals(rows: d, columns: d, stream: 8))
    mixing.withView { view in
      for row in 0..<d {
        for column in 0..<d { view[row, column] *= scales[row] / 28 }
      }
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count * d)
    for first in stride(from: 0, to: count, by: 5_000) {
      let rows = min(5_000, count - first)
      var noise = Matrix<Float>(normals(rows: rows, columns: d, stream: 9, UInt64(first)))
      noise.withView { view in
        for row in 0..<rows {
          for column in 0..<d { view[row, column] *= scales[column] }
        }
      }
      let pixels = Product.of(noise, .asStored, mixing, .asStored)
      for value in pixels.storage { bytes.append(UInt8(max(0, min(255, value + 40)))) }
    }
    return bytes
  }

  /// A network of the paper's sizes at its random start.
  static func network() throws -> Network<Float> {
    var generator = SeededGenerator(seed: 0, stream: 7)
    return try Network<Float>(
      layers: Network<Float>.perceptron(sizes: sizes), initialization: .pytorch,
      using: &generator)
  }

  static func normals(rows: Int, columns: Int, stream: UInt64...) -> Matrix<Double> {
    var generator = SeededGenerator(seed: 0, stream: stream.first ?? 0, stream.last ?? 0)
    let storage = (0..<rows * columns).map { _ in generator.normal() }
    return Matrix(rows: rows, columns: columns, storage: storage)
  }
}

/// Labelled inputs on the subspace.
struct Images {
  /// Float64 images, in the span of the basis to rounding.
  let exact: Matrix<Double>
  let coordinates: Matrix<Double>
  let basis: Matrix<Double>
  let labels: [Int]

  var images: Matrix<Float> { Matrix<Float>(exact) }

  /// Rows of a range as a training set that knows its coordinates.
  func trainingSet(_ range: Range<Int>) -> TrainingSet {
    TrainingSet(
      images: Matrix<Float>(exact.rows(range)), labels: Array(labels[range]),
      basis: Matrix<Float>(basis), coordinates: Matrix<Float>(coordinates.rows(range)),
      digest: "benchmark")
  }
}

extension Workload {
  /// An orthonormal basis of the span of linearly independent rows.
  static func orthonormalRows(spanning rows: Matrix<Double>) -> Matrix<Double> {
    // Gram–Schmidt, twice for accuracy: a handful of rows.
    var result: [[Double]] = []
    for index in 0..<rows.rows {
      var row = Array(rows.row(index))
      for _ in 0..<2 {
        for other in result {
          let share = zip(row, other).reduce(0) { $0 + $1.0 * $1.1 }
          for column in row.indices { row[column] -= share * other[column] }
        }
      }
      let norm = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
      result.append(row.map { $0 / norm })
    }
    return Matrix(rows: rows.rows, columns: rows.columns, storage: result.flatMap { $0 })
  }
}
