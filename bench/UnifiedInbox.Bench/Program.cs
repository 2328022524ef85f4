Console.WriteLine("usage: vectors DIR");
