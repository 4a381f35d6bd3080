import Foundation

/// Hands bytes of the fuzzer to the ONNX reader and interpreter; whatever they throw is fine, a trap
/// or a fault of the address sanitizer is a find.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzONNX(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Data(UnsafeBufferPointer(start: start, count: count))
  _ = try? ONNXFile(parsing: bytes, path: "fuzz.onnx").interpreted(path: "fuzz.onnx")
  return 0
}
