import MAGNumerics

/// Sums over images from which all principal components follow, computed exactly.
///
/// Pixels are bytes, so a product is at most 255² and the sum over 256 images stays below 2²⁴: blocks
/// of 256 rows are exact in `Float`, at twice the speed of `Double`, and their integer totals are
/// exact in `Double`. The result therefore does not depend on threads, block order or BLAS.
struct SecondMoment: Sendable {
  /// How many images were summed.
  let count: Int
  /// Σ x xᵀ in units of byte², symmetric, d × d.
  let products: Matrix<Double>
  /// Σ x in bytes.
  let sums: [Double]

  private static let blockRows = 256
  /// More pieces balance better over threads, at the price of one d × d accumulator each.
  private static let pieceCount = 8

  /// The sums over the images of a set whose indices are given.
  ///
  /// - Shapes: `bytes` holds rows of `columns` bytes.
  /// - Cost: about n a² operations, a the number of pixels that are not zero throughout a block of
  ///   256 images (for MNIST about 580 of 784); memory 8 d² doubles.
  init(bytes: [UInt8], columns: Int, rows: [Int]) {
    let ranges = Parallel.ranges(
      rows.count, pieces: SecondMoment.pieceCount, multiple: SecondMoment.blockRows)
    let pieces = Parallel.map(ranges.count) { index in
      SecondMoment.piece(bytes, columns, rows[ranges[index]])
    }
    var products = [Double](repeating: 0, count: columns * columns)
    var sums = [Double](repeating: 0, count: columns)
    for piece in pieces {
      for index in products.indices { products[index] += piece.products[index] }
      for index in sums.indices { sums[index] += piece.sums[index] }
    }
    for row in 0..<columns {
      for column in 0..<row { products[row * columns + column] = products[column * columns + row] }
    }
    count = rows.count
    self.products = Matrix(rows: columns, columns: columns, storage: products)
    self.sums = sums
  }

  /// The sum of moments over disjoint sets of images.
  init(joining moments: [SecondMoment], columns: Int) {
    var products = [Double](repeating: 0, count: columns * columns)
    var sums = [Double](repeating: 0, count: columns)
    for moment in moments {
      for index in products.indices { products[index] += moment.products.storage[index] }
      for index in sums.indices { sums[index] += moment.sums[index] }
    }
    count = moments.reduce(0) { $0 + $1.count }
    self.products = Matrix(rows: columns, columns: columns, storage: products)
    self.sums = sums
  }

  /// The mean image in pixel units, `[d]`.
  var mean: [Double] { sums.map { $0 / (255 * Double(count)) } }

  /// Σ x xᵀ / n in pixel units, or, about the mean, the covariance (divided by n); d × d.
  func matrix(aboutMean: Bool) -> Matrix<Double> {
    let d = sums.count
    let scale = 1 / (255.0 * 255.0 * Double(count))
    var storage = products.storage
    for row in 0..<d {
      let offset = aboutMean ? sums[row] / Double(count) : 0
      for column in 0..<d {
        let index = row * d + column
        storage[index] = (storage[index] - offset * sums[column]) * scale
      }
    }
    return Matrix(rows: d, columns: d, storage: storage)
  }

  /// The upper triangle of the sums over one piece of the rows.
  private static func piece(
    _ bytes: [UInt8], _ columns: Int, _ rows: ArraySlice<Int>
  ) -> (products: [Double], sums: [Double]) {
    var products = [Double](repeating: 0, count: columns * columns)
    var sums = [Double](repeating: 0, count: columns)
    let packed = MatrixBuffer<Float>(capacity: blockRows, columns: columns)
    let block = MatrixBuffer<Float>(capacity: columns, columns: columns)
    for start in stride(from: rows.startIndex, to: rows.endIndex, by: blockRows) {
      let indices = rows[start..<min(start + blockRows, rows.endIndex)]
      let active = activeColumns(bytes, columns, indices)
      // Two views of reused memory, as narrow as the block's active pixels allow.
      let a = MatrixView(
        UnsafeMutableBufferPointer(
          rebasing: packed.view(rows: blockRows).elements[0..<indices.count * active.count]),
        rows: indices.count, columns: active.count)
      let c = MatrixView(
        UnsafeMutableBufferPointer(
          rebasing: block.view(rows: columns).elements[0..<active.count * active.count]),
        rows: active.count, columns: active.count)
      pack(bytes, columns, indices, active, into: a)
      SymmetricProduct.upper(of: a, into: c)
      products.withUnsafeMutableBufferPointer { products in
        sums.withUnsafeMutableBufferPointer { sums in
          add(c, a, active, columns, to: products, sums)
        }
      }
    }
    return (products, sums)
  }

  /// The columns in which some of these rows are not zero, in rising order.
  private static func activeColumns(
    _ bytes: [UInt8], _ columns: Int, _ indices: ArraySlice<Int>
  ) -> [Int] {
    var union = [UInt8](repeating: 0, count: columns)
    bytes.withUnsafeBufferPointer { bytes in
      union.withUnsafeMutableBufferPointer { union in
        for index in indices {
          let base = index * columns
          for column in 0..<columns { union[column] |= bytes[base + column] }
        }
      }
    }
    return union.indices.filter { union[$0] != 0 }
  }

  private static func pack(
    _ bytes: [UInt8], _ columns: Int, _ indices: ArraySlice<Int>, _ active: [Int],
    into target: MatrixView<Float>
  ) {
    bytes.withUnsafeBufferPointer { bytes in
      active.withUnsafeBufferPointer { active in
        var position = 0
        for index in indices {
          let base = index * columns
          for column in active {
            target.elements[position] = Float(bytes[base + column])
            position += 1
          }
        }
      }
    }
  }

  private static func add(
    _ block: MatrixView<Float>, _ packed: MatrixView<Float>, _ active: [Int], _ columns: Int,
    to products: UnsafeMutableBufferPointer<Double>, _ sums: UnsafeMutableBufferPointer<Double>
  ) {
    active.withUnsafeBufferPointer { active in
      for row in active.indices {
        let base = active[row] * columns
        let source = row * active.count
        for column in row..<active.count {
          products[base + active[column]] += Double(block.elements[source + column])
        }
      }
      for row in 0..<packed.rows {
        let source = row * active.count
        for column in active.indices {
          sums[active[column]] += Double(packed.elements[source + column])
        }
      }
    }
  }
}
