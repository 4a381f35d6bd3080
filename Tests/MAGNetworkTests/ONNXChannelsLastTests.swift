import Foundation
import MAGFiles
import MAGNumerics
import Testing

@testable import MAGNetwork

/// A dense network of colour images of 4 × 4 pixels, its weights told apart by their places: from the
/// graph's image x, z₀ = Σ i xᵢ and z₁ = x₀ + 2 x₁.
@Suite("ONNX networks of images with channels last") struct ONNXChannelsLastTests {
  private func model(_ extents: Int64...) -> ONNXModel {
    let second: [Float] = [1, 2] + [Float](repeating: 0, count: 46)
    var model = ONNXModel(
      [
        .make("Flatten", ["x"], "f"),
        .make(
          "Gemm", ["f", "w"], "y", [ONNXAttribute("transB", .integer(1))]),
      ],
      [ONNXTensor(name: "w", extents: [2, 48], values: (0..<48).map(Float.init) + second)])
    model.graph?.inputs = [
      ONNXValueInfo(name: "x", elementType: 1, extents: extents.map { .fixed($0) })
    ]
    return model
  }

  @Test("images with channels first are put in the graph's order, and it is said")
  func interpreted_channelsLast_isMoved() throws {
    let (network, assumptions) = try model(1, 4, 4, 3).network()
    // Pixel p of channel c holds 16 c + p and is element 3 p + c of the graph's image:
    // Σ (3 p + c)(16 c + p) = 49 · 360 + 3 · 3720 + 16 · 80.
    let image = Matrix<Float>(rows: 1, columns: 48, storage: (0..<48).map(Float.init))
    #expect(network.logits(image).storage == [30080, 32])
    #expect(assumptions.contains { $0.contains("channels last") })
    // The move is a part of the weights, so that exact paths need no layer for it.
    #expect(network.layers.count == 1)
  }

  @Test("channels first stay as they are, and so does an image that could be either")
  func interpreted_channelsFirst_isLeft() throws {
    let (network, assumptions) = try model(1, 3, 4, 4).network()
    let image = Matrix<Float>(rows: 1, columns: 48, storage: (0..<48).map(Float.init))
    #expect(network.logits(image).storage == [35720, 2])
    #expect(!assumptions.contains { $0.contains("channels last") })
    for channels: Int64 in [1, 2, 3] {
      #expect(try ONNXInput([.floats("x", 1, channels, 5, 3)]).order == nil)
    }
  }

  @Test("reference values are in the graph's order, gradients too")
  func comparison_channelsLast_agrees() throws {
    try withTemporaryFile { url in
      try model(1, 4, 4, 3).bytes.write(to: url)
      let checkpoint = try Checkpoint.load(url)
      let first = (0..<48).map(Double.init)
      let second = first.map { 48 - $0 }
      func row(_ values: [Double]) -> String {
        "[\(values.map { "\($0)" }.joined(separator: ","))]"
      }
      // z₀ of the image 0…11 is 35720, of its mirror image 48 · 1128 − 35720.
      let weights = row([1, 2] + [Double](repeating: 0, count: 46))
      let json = """
        {"images":[\(row(first)),\(row(second))],"logits":[[35720,2],[18424,142]],"labels":[0,1],
        "input_gradients":[\(row(first)),\(weights)]}
        """
      let file = url.deletingPathExtension().appendingPathExtension("json")
      try Data(json.utf8).write(to: file)
      let reference = try ReferenceValues(contentsOf: file)
      let found = try ReferenceComparison(
        checkpoint.network, with: reference, path: "r", order: checkpoint.inputOrder)
      #expect(found.verdict == .agrees && found.inputGradients?.relative == 0)
      let plain = try ReferenceComparison(checkpoint.network, with: reference, path: "r")
      #expect(plain.verdict == .differs)
    }
  }
}
