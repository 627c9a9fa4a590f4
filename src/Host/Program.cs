Console.Error.WriteLine("portal-host: no verb");
return 2;
