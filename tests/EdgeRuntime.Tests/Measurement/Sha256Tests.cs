using System.Security.Cryptography;
using System.Text;
using RsdtrEdge.Runtime.Measurement;

namespace RsdtrEdge.Runtime.Tests.Measurement;

public sealed class Sha256Tests
{
    // The examples that NIST publishes with the standard.
    [Theory]
    [InlineData("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")]
    public void Text_has_the_hash_of_the_standard(string text, string hash) => Assert.Equal(hash, Sha256.HexOf(new MemoryStream(Encoding.ASCII.GetBytes(text))));

    [Fact]
    public void Every_length_has_the_hash_of_the_system()
    {
        byte[] bytes = new byte[200_000];
        new Random(1).NextBytes(bytes);
        // All places of the end within a block, and around what is read at once.
        int[] lengths = [.. Enumerable.Range(0, 200), 65_527, 65_528, 65_535, 65_536, 65_537, 131_072, 131_100, bytes.Length];
        foreach (int length in lengths)
        {
            byte[] part = bytes[..length];
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(part)), Sha256.HexOf(new MemoryStream(part)));
        }
    }
}
