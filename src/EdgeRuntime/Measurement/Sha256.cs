using System.Buffers.Binary;
using static System.Numerics.BitOperations;

namespace RsdtrEdge.Runtime.Measurement;

/// <summary>
/// SHA-256 (FIPS 180-4) in C# alone: on Linux .NET's own is that of OpenSSL, and where a board or a container has none, such as a slim image, the first hash ends the process.
/// </summary>
internal static class Sha256
{
    private const int BlockLength = 64, Rounds = 64;

    // What is read at once, and room for the end: a bit of 1, zeros, and the length in bits in 8 bytes.
    private const int ReadLength = 1024 * BlockLength, EndLength = 9;

    // Fractions of the cube roots of the first 64 primes.
    private static ReadOnlySpan<uint> Constants =>
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    /// <summary>The hash of all that a stream has, as 64 lowercase digits.</summary>
    /// <param name="stream">The stream, which is read to its end.</param>
    public static string HexOf(Stream stream)
    {
        // Fractions of the square roots of the first 8 primes.
        Span<uint> state = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
        byte[] buffer = new byte[ReadLength + BlockLength];
        long length = 0;
        int count;
        while ((count = stream.ReadAtLeast(buffer.AsSpan(0, ReadLength), ReadLength, throwOnEndOfStream: false)) == ReadLength)
        {
            length += count;
            Add(state, buffer.AsSpan(0, count));
        }

        length += count;
        Span<byte> last = buffer.AsSpan(0, (count + EndLength + BlockLength - 1) / BlockLength * BlockLength);
        last[count..].Clear();
        last[count] = 0x80;
        BinaryPrimitives.WriteInt64BigEndian(last[^sizeof(long)..], length * 8);
        Add(state, last);

        Span<byte> hash = stackalloc byte[state.Length * sizeof(uint)];
        for (int i = 0; i < state.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(hash[(i * sizeof(uint))..], state[i]);
        }

        return Convert.ToHexStringLower(hash);
    }

    private static void Add(Span<uint> state, ReadOnlySpan<byte> blocks)
    {
        Span<uint> words = stackalloc uint[Rounds];
        for (; !blocks.IsEmpty; blocks = blocks[BlockLength..])
        {
            for (int i = 0; i < 16; i++)
            {
                words[i] = BinaryPrimitives.ReadUInt32BigEndian(blocks[(i * sizeof(uint))..]);
            }

            for (int i = 16; i < Rounds; i++)
            {
                uint early = words[i - 15], late = words[i - 2];
                words[i] = words[i - 16] + words[i - 7]
                    + (RotateRight(early, 7) ^ RotateRight(early, 18) ^ (early >> 3))
                    + (RotateRight(late, 17) ^ RotateRight(late, 19) ^ (late >> 10));
            }

            // The standard's names.
            (uint a, uint b, uint c, uint d, uint e, uint f, uint g, uint h) = (state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7]);
            for (int i = 0; i < Rounds; i++)
            {
                uint t1 = h + (RotateRight(e, 6) ^ RotateRight(e, 11) ^ RotateRight(e, 25)) + ((e & f) ^ (~e & g)) + Constants[i] + words[i];
                uint t2 = (RotateRight(a, 2) ^ RotateRight(a, 13) ^ RotateRight(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
                (h, g, f, e, d, c, b, a) = (g, f, e, d + t1, c, b, a, t1 + t2);
            }

            state[0] += a;
            state[1] += b;
            state[2] += c;
            state[3] += d;
            state[4] += e;
            state[5] += f;
            state[6] += g;
            state[7] += h;
        }
    }
}
