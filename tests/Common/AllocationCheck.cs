namespace RsdtrEdge.Tests.Common;

/// <summary>That code takes no managed memory.</summary>
internal static class AllocationCheck
{
    private const int Attempts = 5;

    /// <summary>
    /// Fails the test where an action allocates on this thread each time that it runs. What allocates does so every time; but a collection that another
    /// thread's test begins in between ends this thread's allocation context, and the runtime's count can then move by a part of a context (8 KiB) without any allocation.
    /// </summary>
    /// <param name="action">The action; it has run before, so that nothing is compiled or made for the first time.</param>
    public static void AssertNone(Action action)
    {
        long least = long.MaxValue;
        for (int i = 0; i < Attempts && least != 0; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, Math.Abs(GC.GetAllocatedBytesForCurrentThread() - before));
        }

        Assert.Equal(0, least);
    }
}
