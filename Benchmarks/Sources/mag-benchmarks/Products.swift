import CBenchmarkBLAS
import MAG

/// The matrix products of a plain training step in 784 dimensions: for each layer the forward
/// product and the weight gradient, and from the second layer on the pullback.
private struct StepProducts {
  struct Layer {
    let input: MatrixBuffer<Float>
    let weight: MatrixBuffer<Float>
    let cotangent: MatrixBuffer<Float>
    let output: MatrixBuffer<Float>
    let weightGradient: MatrixBuffer<Float>
    let inputCotangent: MatrixBuffer<Float>
  }

  let layers: [Layer]

  init() {
    layers = zip(Workload.sizes, Workload.sizes.dropFirst()).map { inputs, outputs in
      let n = Workload.batch
      return Layer(
        input: Self.random(n, inputs), weight: Self.random(outputs, inputs),
        cotangent: Self.random(n, outputs), output: MatrixBuffer(capacity: n, columns: outputs),
        weightGradient: MatrixBuffer(capacity: outputs, columns: inputs),
        inputCotangent: MatrixBuffer(capacity: n, columns: inputs))
    }
  }

  private static func random(_ rows: Int, _ columns: Int) -> MatrixBuffer<Float> {
    let buffer = MatrixBuffer<Float>(capacity: rows, columns: columns)
    let values = Matrix<Float>(
      Workload.normals(rows: rows, columns: columns, stream: 11, UInt64(columns)))
    values.withReadView { buffer.view(rows: rows).copy(from: $0) }
    return buffer
  }
}

extension Measurement {
  /// As the package multiplies: fixed panels, each on one BLAS thread.
  static func products() -> Measurement {
    let step = StepProducts()
    return .of("step") {
      for (index, layer) in step.layers.enumerated() {
        let input = layer.input.view(rows: layer.input.capacity)
        let weight = layer.weight.view(rows: layer.weight.capacity)
        let cotangent = layer.cotangent.view(rows: layer.cotangent.capacity)
        Product.multiply(
          input, .asStored, weight, .transposed, into: layer.output.view(rows: input.rows))
        Product.multiply(
          cotangent, .transposed, input, .asStored,
          into: layer.weightGradient.view(rows: weight.rows))
        if index > 0 {
          Product.multiply(
            cotangent, .asStored, weight, .asStored,
            into: layer.inputCotangent.view(rows: input.rows))
        }
      }
    }
  }

  /// The same through whole calls of OpenBLAS with its own threads.
  static func productsOfOpenBLAS(threads: Int) -> Measurement {
    let step = StepProducts()
    return Measurement(unit: "step") { repetitions in
      benchmark_set_blas_threads(Int32(threads))
      defer { benchmark_set_blas_threads(1) }
      return try Measurement.of("step") { multiplyByOpenBLAS(step) }.seconds(repetitions)
    }
  }

  private static func multiplyByOpenBLAS(_ step: StepProducts) {
    for (index, layer) in step.layers.enumerated() {
      let n = Int32(Workload.batch)
      let (inputs, outputs) = (Int32(layer.weight.columns), Int32(layer.weight.capacity))
      let input = layer.input.view(rows: Workload.batch).elements.baseAddress
      let weight = layer.weight.view(rows: layer.weight.capacity).elements.baseAddress
      let cotangent = layer.cotangent.view(rows: Workload.batch).elements.baseAddress
      benchmark_sgemm(
        0, 1, n, outputs, inputs, input, inputs, weight, inputs,
        layer.output.view(rows: Workload.batch).elements.baseAddress, outputs)
      benchmark_sgemm(
        1, 0, outputs, inputs, n, cotangent, outputs, input, inputs,
        layer.weightGradient.view(rows: layer.weight.capacity).elements.baseAddress, inputs)
      if index > 0 {
        benchmark_sgemm(
          0, 0, n, inputs, outputs, cotangent, outputs, weight, inputs,
          layer.inputCotangent.view(rows: Workload.batch).elements.baseAddress, inputs)
      }
    }
  }
}
