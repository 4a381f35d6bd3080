import Foundation
import MAGFiles
import MAGNumerics
import Testing

@testable import MAGNetwork

@Suite("Stored tensors") struct StoredTensorTests {
  @Test(
    "pieces are the tensor in order and share its memory", arguments: [0, 1, 65_536, 65_537])
  func pieces_anyCount_areTheTensor(_ count: Int) throws {
    let values = (0..<count).map { Float($0) }
    let tensor = StoredTensor(name: "t", extents: [count], values: values)
    let pieces = tensor.pieces
    #expect(pieces.count == (count + 65_535) / 65_536)
    #expect(pieces.flatMap { $0.values(as: Float.self) } == values)
    #expect(pieces.allSatisfy { $0.extents == [$0.count] })
  }

  @Test("the first number that is not finite is named by its place in the whole tensor")
  func append_notFinite_isNamed() throws {
    var values = [Float](repeating: 1, count: 70_000)
    values[69_999] = .nan
    let tensor = StoredTensor(name: "t", extents: [7, 10_000], values: values)
    let error = #expect(throws: CheckpointFailure.self) {
      var taken: [Float] = [5]
      try tensor.append(to: &taken, path: "m")
    }
    #expect(error == .notFinite(path: "m", tensor: "t", element: 69_999, value: "nan"))
    let wide = StoredTensor(name: "w", extents: [2], values: [1, 1e40] as [Double])
    let beyond = #expect(throws: CheckpointFailure.self) {
      var taken: [Float] = []
      try wide.append(to: &taken, path: "m")
    }
    #expect(beyond == .notFinite(path: "m", tensor: "w", element: 1, value: "1e+40"))
  }

  @Test("axes change places by hand")
  func transposed_isByHand() {
    let tensor = StoredTensor(
      name: "t", extents: [2, 1, 3], values: [1, 2, 3, 4, 5, 6] as [Float])
    let turned = tensor.transposed([2, 0, 1])
    #expect(turned.extents == [3, 2, 1])
    #expect(turned.values(as: Float.self) == [1, 4, 2, 5, 3, 6])
    #expect(tensor.transposed([0, 1, 2]) == tensor)
  }
}
